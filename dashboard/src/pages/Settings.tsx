import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ask } from '@/api/client';
import { has, useSession, type Role } from '@/api/session';
import { Configuration } from '@/components/Configuration';
import { Confirm } from '@/components/Confirm';
import { Table } from '@/components/Table';
import { Badge, Card, Details, Empty, Facts, Loaded } from '@/components/ui';
import { Users } from '@/components/Users';
import { words } from '@/format/numbers';
import { prefer, usePreferences, type Theme } from '@/live/preferences';
import { useLive } from '@/live/store';

type Action = 'start' | 'stop' | 'restart' | 'maintenance';

const CONSEQUENCE: Record<Action, string> = {
  start: 'Workflows may begin and entries may leave.',
  stop: 'The system goes to READY: no workflow begins and no entry leaves; exits and market data go on. The process stays.',
  restart: 'The system stops and starts again. Running workflows go on where they are.',
  maintenance: 'No workflow begins, no entry leaves and nothing is recovered automatically, until somebody starts the system again.',
};

/** Address, name, and the role that it needs. */
const SECTIONS: readonly (readonly [string, string, Role])[] = [
  ['', 'General', 'viewer'],
  ['users', 'Accounts and sessions', 'admin'],
  ['configuration', 'Configuration', 'risk'],
];

export default function Settings({ section }: { section: string }) {
  const roles = useSession((s) => s.roles);
  const here = SECTIONS.find(([path]) => path === section);
  return (
    <>
      <h1>Settings</h1>
      <nav className="tabs sections" aria-label="Parts of the settings">
        {SECTIONS.filter(([, , role]) => has(roles, role)).map(([path, name]) => (
          <Link key={path} href={path === '' ? '/settings' : `/settings/${path}`} aria-current={path === section ? 'page' : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      {here === undefined ? (
        <Empty>There is no such part.</Empty>
      ) : has(roles, here[2]) ? (
        <Section name={section} />
      ) : (
        <Empty>
          {here[1]} need the role {here[2]}; yours are {roles.join(', ')}.
        </Empty>
      )}
    </>
  );
}

function Section({ name }: { name: string }) {
  const roles = useSession((s) => s.roles);
  switch (name) {
    case 'users':
      return <Users />;
    case 'configuration':
      return <Configuration />;
    default:
      return (
        <>
          <Page />
          {has(roles, 'operator') && <Control />}
          <Metrics />
          {has(roles, 'risk') && <RiskControls />}
          <Server />
        </>
      );
  }
}

function Page() {
  const { theme, zone } = usePreferences();
  return (
    <Card title="This page">
      <div className="fields">
        <label>
          Colours
          <select value={theme} onChange={(e) => prefer({ theme: e.target.value as Theme })}>
            <option value="system">As the system</option>
            <option value="light">Light</option>
            <option value="dark">Dark</option>
          </select>
        </label>
        <label>
          Times
          <select value={zone} onChange={(e) => prefer({ zone: e.target.value === 'local' ? 'local' : 'exchange' })}>
            <option value="exchange">Exchange, New York</option>
            <option value="local">Here, {Intl.DateTimeFormat().resolvedOptions().timeZone}</option>
          </select>
        </label>
      </div>
    </Card>
  );
}

function Control() {
  const state = useLive((l) => l.state?.state ?? '');
  const client = useQueryClient();
  const [asked, setAsked] = useState<Action | null>(null);
  return (
    <Card title="Control" aside={state && <Badge state={state} />}>
      <div className="buttons">
        {(['start', 'stop', 'restart', 'maintenance'] as const).map((action) => (
          <button key={action} type="button" onClick={() => setAsked(action)}>
            {words(action)}
          </button>
        ))}
      </div>
      {asked !== null && (
        <Confirm
          title={`${words(asked)} the system`}
          action={words(asked)}
          consequence={CONSEQUENCE[asked]}
          danger={asked !== 'start'}
          run={async () => {
            await ask('POST /api/system/control/{action}', { path: { action: asked } });
            await client.invalidateQueries();
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </Card>
  );
}

function Metrics() {
  const metrics = useQuery({ queryKey: ['metrics'], queryFn: () => ask('GET /api/system/metrics'), refetchInterval: 10_000 });
  return (
    <Card title="Operation of this node">
      <Loaded query={metrics} what="the metrics">
        {(m) => (
          <>
            <Facts
              items={Object.entries(m.operations)
                .filter(([, value]) => typeof value === 'number')
                .map(([name, value]) => [words(name), Number(value).toLocaleString('en-US', { maximumFractionDigits: 2 })] as const)}
            />
            <Details summary="Resources and workflows" value={m} />
          </>
        )}
      </Loaded>
    </Card>
  );
}

function RiskControls() {
  const controls = useQuery({ queryKey: ['controls'], queryFn: () => ask('GET /api/compliance/controls') });
  return (
    <Card title="Risk controls in force" aside={<a href="#/risk">Limits and breakers</a>}>
      <Loaded query={controls} what="the controls">
        {(c) => (
          <Table
            label="Risk controls"
            rows={c.controls}
            id={(x) => x.id}
            columns={[
              ['Control', (x) => words(x.id)],
              ['Against', (x) => x.mitigates, 'text'],
              ['Limit', (x) => x.limit, 'text'],
              ['Does', (x) => x.action, 'text'],
              ['Active', (x) => <Badge state={x.active ? 'yes' : 'no'} tone={x.active ? 'good' : 'fair'} />],
            ]}
          />
        )}
      </Loaded>
    </Card>
  );
}

function Server() {
  const document_ = useQuery({ queryKey: ['openapi'], queryFn: () => ask('GET /openapi.json'), staleTime: Infinity });
  return (
    <Card title="Server">
      <Loaded query={document_} what="the description of the server">
        {(d) => (
          <p>
            Version {d.info.version}, {Object.keys(d.paths).length} paths; <a href="/openapi.json">openapi.json</a> describes them.
          </p>
        )}
      </Loaded>
    </Card>
  );
}
