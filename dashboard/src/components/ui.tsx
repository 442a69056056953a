import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleX,
  Inbox,
  LoaderCircle,
  type LucideIcon,
} from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { Problem } from '@/api/problem';
import { words } from '@/format/numbers';
import { dateTime, everyZone, time } from '@/format/time';
import { usePreferences } from '@/live/preferences';

export type Tone = 'good' | 'fair' | 'bad' | 'quiet';

const ICONS: Record<Tone, LucideIcon> = {
  good: CircleCheck,
  fair: CircleAlert,
  bad: CircleX,
  quiet: CircleDashed,
};

const TONES: Record<string, Tone> = {
  running: 'good',
  healthy: 'good',
  active: 'good',
  completed: 'good',
  filled: 'good',
  closed: 'good',
  good: 'good',
  green: 'good',
  clean: 'good',
  degraded: 'fair',
  initializing: 'fair',
  maintenance: 'fair',
  reducing: 'fair',
  warning: 'fair',
  paused: 'fair',
  waiting: 'fair',
  entries_blocked: 'bad',
  reduce_only: 'bad',
  waiting_for_signal: 'fair',
  waiting_for_retry: 'fair',
  cancelling: 'fair',
  delayed: 'fair',
  probing: 'fair',
  stale: 'fair',
  suspect: 'fair',
  yellow: 'fair',
  partially_filled: 'fair',
  compensating: 'fair',
  unhealthy: 'bad',
  critical: 'bad',
  error: 'bad',
  halted: 'bad',
  shutdown: 'bad',
  failed: 'bad',
  open: 'bad',
  rejected: 'bad',
  denied: 'bad',
  unknown: 'bad',
  bad: 'bad',
  red: 'bad',
};

export function toneOf(state: string): Tone {
  return TONES[state] ?? 'quiet';
}

/** A state: icon, word and colour, of which any one is enough. */
export function Badge({ state, tone, label }: { state: string; tone?: Tone; label?: string }) {
  const shown = tone ?? toneOf(state);
  const Icon = ICONS[shown];
  return (
    <span className={`badge ${shown}`} data-state={state}>
      <Icon size={14} aria-hidden />
      {label ?? words(state)}
    </span>
  );
}

export function Card(props: {
  title: string;
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={`card ${props.className ?? ''}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{props.title}</h2>
        {props.aside}
      </header>
      {props.children}
    </section>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <p className="placeholder" role="status">
      <LoaderCircle size={16} className="spin" aria-hidden /> Loading {what}…
    </p>
  );
}

export function Empty({ children }: { children: ReactNode }) {
  return (
    <p className="placeholder">
      <Inbox size={16} aria-hidden /> {children}
    </p>
  );
}

/** What went wrong in the server's words, with its advice. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = error instanceof Problem ? error : null;
  return (
    <div className="failure" role="alert">
      <CircleX size={16} aria-hidden />
      <div>
        <strong>{problem?.detail ?? (error instanceof Error ? error.message : 'It failed.')}</strong>{' '}
        {problem?.advice}
        {problem !== null && problem.errors.length > 0 && (
          <ul>
            {problem.errors.map((e) => (
              <li key={e.field + e.message}>
                <code>{e.field}</code> {e.message}
              </li>
            ))}
          </ul>
        )}
        {problem !== null && <small> ({problem.code})</small>}
        {retry && (
          <button type="button" className="small" onClick={retry}>
            Try again
          </button>
        )}
      </div>
    </div>
  );
}

/** Loading, failed, or there; what was there stays while it is asked anew. */
export function Loaded<T>(props: {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  what: string;
  children: (data: T) => ReactNode;
}) {
  const { data, error, refetch } = props.query;
  if (data !== undefined) {
    return (
      <>
        {error ? <Failure error={error} retry={() => void refetch()} /> : null}
        {props.children(data)}
      </>
    );
  }
  return error ? (
    <Failure error={error} retry={() => void refetch()} />
  ) : (
    <Loading what={props.what} />
  );
}

/** An instant in the chosen zone; the others when the pointer rests on it. */
export function Time({ at, date = false }: { at: string | null | undefined; date?: boolean }) {
  const zone = usePreferences((p) => p.zone);
  return (
    <time dateTime={at ?? ''} title={everyZone(at)}>
      {date ? dateTime(at, zone) : time(at, zone)}
    </time>
  );
}

/** A wide table scrolls by itself and by the keyboard. */
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="scroll" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}

export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Any JSON as it is, folded away. */
export function Details({ summary, value }: { summary: string; value: unknown }) {
  return (
    <details>
      <summary>{summary}</summary>
      <pre role="region" tabIndex={0} aria-label={summary}>
        {JSON.stringify(value, null, 2)}
      </pre>
    </details>
  );
}
