import {
  Activity,
  BellRing,
  Briefcase,
  CandlestickChart,
  FlaskConical,
  LayoutDashboard,
  ListTree,
  LogOut,
  Moon,
  Network,
  Settings,
  ShieldAlert,
  Sun,
  Workflow,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { logOut, useSession } from '@/api/session';
import { AlertCount } from '@/components/AlertCount';
import { Connection } from '@/components/Connection';
import { Kill } from '@/components/Kill';
import { Badge } from '@/components/ui';
import { prefer, usePreferences } from '@/live/preferences';
import { useStream } from '@/live/stream';
import { useLive } from '@/live/store';
import { useTradingState } from '@/live/trading';

const PAGES: [string, string, LucideIcon][] = [
  ['/', 'Overview', LayoutDashboard],
  ['/workflows', 'Workflows', Workflow],
  ['/risk', 'Risk', ShieldAlert],
  ['/portfolio', 'Portfolio & orders', Briefcase],
  ['/market', 'Market', CandlestickChart],
  ['/analysis', 'Analysis', Network],
  ['/strategies', 'Strategies', FlaskConical],
  ['/alerts', 'Alerts', BellRing],
  ['/events', 'Events', ListTree],
  ['/settings', 'Settings', Settings],
];

export function Shell({ children }: { children: ReactNode }) {
  const { isConnected, status } = useStream();
  return (
    <div className={isConnected || status.phase === 'connecting' ? 'shell' : 'shell lost'}>
      <a className="skip" href="#content" onClick={skip}>
        To the content
      </a>
      <Top />
      <Navigation />
      <main id="content" tabIndex={-1}>
        <Connection />
        {children}
      </main>
    </div>
  );
}

/** The address behind # is the page's own: the focus is moved by hand. */
function skip(event: { preventDefault: () => void }) {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function Top() {
  const state = useLive((live) => live.state?.state);
  const trading = useTradingState();
  const name = useSession((s) => s.name);
  const roles = useSession((s) => s.roles);
  const { isConnected, status } = useStream();
  return (
    <header className="top">
      <span className="brand">
        <Activity size={20} aria-hidden /> <span>System Orchestrator</span>
      </span>
      <span className="states" role="status" aria-label="State">
        {isConnected ? (
          <>
            {state && <Badge state={state} />}
            {trading && <Badge state={trading} label={`Trading ${trading}`} />}
            <AlertCount />
          </>
        ) : (
          <Badge
            state="disconnected"
            tone={status.phase === 'connecting' ? 'quiet' : 'bad'}
            label={status.phase === 'connecting' ? 'Connecting…' : 'Not connected'}
          />
        )}
      </span>
      <Kill tradingState={trading} />
      <span className="tools">
        <Zone />
        <Theme />
        <span className="who" title={`Roles: ${roles.join(', ')}`}>
          {name} <small>{roles.at(-1)}</small>
        </span>
        <button type="button" onClick={() => void logOut()} aria-label="Log out" title="Log out">
          <LogOut size={16} aria-hidden />
        </button>
      </span>
    </header>
  );
}

function Zone() {
  const zone = usePreferences((p) => p.zone);
  return (
    <label className="zone">
      <span className="hidden">Times are of</span>
      <select value={zone} onChange={(e) => prefer({ zone: e.target.value === 'local' ? 'local' : 'exchange' })}>
        <option value="exchange">Exchange time</option>
        <option value="local">Local time</option>
      </select>
    </label>
  );
}

function Theme() {
  const theme = usePreferences((p) => p.theme);
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  const label = dark ? 'Light colours' : 'Dark colours';
  return (
    <button type="button" aria-label={label} title={label} onClick={() => prefer({ theme: dark ? 'light' : 'dark' })}>
      {dark ? <Sun size={16} aria-hidden /> : <Moon size={16} aria-hidden />}
    </button>
  );
}

function Navigation() {
  const [location] = useLocation();
  return (
    <nav aria-label="Pages">
      <ul>
        {PAGES.map(([path, label, Icon]) => {
          const here = path === '/' ? location === '/' : location.startsWith(path);
          return (
            <li key={path}>
              <Link href={path} aria-current={here ? 'page' : undefined}>
                <Icon size={18} aria-hidden /> {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
