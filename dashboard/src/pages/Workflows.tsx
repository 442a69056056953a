import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { ask } from '@/api/client';
import { has, useSession } from '@/api/session';
import type { Answer } from '@/api/endpoints';
import { Confirm } from '@/components/Confirm';
import { Schedules } from '@/components/Schedules';
import { SchemaForm } from '@/components/SchemaForm';
import { Pager, Table } from '@/components/Table';
import { Badge, Card, Empty, Loaded, Time } from '@/components/ui';
import { words } from '@/format/numbers';
import { duration } from '@/format/time';

const PAGE = 50;

export default function Workflows() {
  const roles = useSession((s) => s.roles);
  return (
    <>
      <h1>Workflows</h1>
      {has(roles, 'operator') ? <Start /> : <Empty>Starting a workflow needs the role operator.</Empty>}
      <Runs />
      {has(roles, 'operator') && <Schedules />}
    </>
  );
}

function useTypes() {
  return useQuery({ queryKey: ['types'], queryFn: () => ask('GET /api/workflow-types'), staleTime: Infinity });
}

function Start() {
  const types = useTypes();
  const symbols = useQuery({ queryKey: ['symbols'], queryFn: () => ask('GET /api/market/symbols') });
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Card title="Start">
      <Loaded query={types} what="the workflows">
        {({ workflow_types }) => {
          const type = workflow_types.find((t) => t.workflow === chosen) ?? workflow_types[0];
          return type === undefined ? (
            <Empty>This server runs no workflow.</Empty>
          ) : (
            <>
              <div className="tabs" role="group" aria-label="Workflow">
                {workflow_types.map((t) => (
                  <button key={t.workflow} type="button" aria-pressed={t === type} onClick={() => setChosen(t.workflow)}>
                    {words(t.workflow)}
                  </button>
                ))}
              </div>
              <ol className="steps flat">
                {type.steps.map((step) => (
                  <li key={step}>{words(step)}</li>
                ))}
              </ol>
              {symbols.isPending ? null : <Parameters key={type.workflow} type={type} symbols={symbols.data?.watched ?? []} />}
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

function Parameters({ type, symbols }: { type: Answer<'GET /api/workflow-types/{workflow_type}'>; symbols: string[] }) {
  const [, go] = useLocation();
  const [pending, setPending] = useState<Record<string, unknown> | null>(null);

  async function start(parameters: Record<string, unknown>) {
    const run = await ask('POST /api/system/workflow/{workflow_type}', {
      path: { workflow_type: type.workflow },
      body: { parameters },
      headers: { Prefer: 'respond-async', 'Idempotency-Key': crypto.randomUUID() },
    });
    go(`/workflows/${run.workflow_id}`);
  }
  function asked(parameters: Record<string, unknown>): Promise<unknown> {
    if (parameters['execute'] === true && parameters['dry_run'] !== true) {
      setPending(parameters);
      return Promise.resolve();
    }
    return start(parameters);
  }
  return (
    <>
      <SchemaForm schema={type.parameters} action={`Start ${words(type.workflow).toLowerCase()}`} symbols={symbols} run={asked} />
      {pending !== null && (
        <Confirm
          title="This run places orders"
          action="Start and place orders"
          consequence="Every order of its plan that passes the risk gate is sent to the broker without another question. Start it with dry run to see the plan first."
          danger
          run={() => start(pending)}
          onClose={() => setPending(null)}
        />
      )}
    </>
  );
}

function Runs() {
  const types = useTypes();
  const [state, setState] = useState('');
  const [type, setType] = useState('');
  const [pages, setPages] = useState<string[]>([]);
  const after = pages.at(-1);
  const runs = useQuery({
    queryKey: ['runs', state, type, after],
    queryFn: () => ask('GET /api/workflows', { query: { limit: PAGE, state, type, after } }),
    placeholderData: (before) => before,
  });
  const filter = (set: (v: string) => void) => (e: { target: { value: string } }) => {
    setPages([]);
    set(e.target.value);
  };
  return (
    <Card
      title="Runs"
      aside={
        <span className="filters">
          <select aria-label="State" value={state} onChange={filter(setState)}>
            <option value="">Every state</option>
            {['running', 'waiting', 'paused', 'cancelling', 'unknown', 'completed', 'failed', 'cancelled'].map((s) => (
              <option key={s} value={s}>
                {words(s)}
              </option>
            ))}
          </select>
          <select aria-label="Type" value={type} onChange={filter(setType)}>
            <option value="">Every workflow</option>
            {types.data?.workflow_types.map(({ workflow: t }) => (
              <option key={t} value={t}>
                {words(t)}
              </option>
            ))}
          </select>
        </span>
      }
    >
      <Loaded query={runs} what="the runs">
        {({ workflows, next_after }) =>
          workflows.length === 0 ? (
            <Empty>{state === '' && type === '' ? 'No run yet. Start one above.' : 'No such run.'}</Empty>
          ) : (
            <>
              <Table
                label="Runs"
                rows={workflows}
                id={(run) => run.workflow_id}
                columns={[
                  ['Workflow', (run) => <Link href={`/workflows/${run.workflow_id}`}>{words(run.workflow)}</Link>],
                  ['State', (run) => <Badge state={run.state} />],
                  ['Started', (run) => <Time at={run.started_at} date />],
                  ['Took', (run) => duration(run.ended_at === null ? null : (Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000), 'number'],
                  ['By', (run) => run.requested_by],
                ]}
              />
              <Pager pages={pages} next={next_after} go={setPages} />
            </>
          )
        }
      </Loaded>
    </Card>
  );
}
