import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { has, useSession } from '@/api/session';
import { WhyGraph } from '@/charts/WhyGraph';
import { Confirm } from '@/components/Confirm';
import { Pager, Table } from '@/components/Table';
import { Badge, Card, Details, Empty, Facts, Failure, Loaded, Time } from '@/components/ui';
import { lineageOfRun } from '@/format/lineage';
import { money, words } from '@/format/numbers';
import { duration } from '@/format/time';

type View = Answer<'GET /api/workflows/{workflow_id}'>;
type Steering = 'pause' | 'resume' | 'retry' | 'cancel';

const PAGE = 50;
const ENDED = ['completed', 'failed', 'cancelled'];

export default function Run({ id }: { id: string }) {
  const run = useQuery({
    queryKey: ['run', id],
    queryFn: () => ask('GET /api/workflows/{workflow_id}', { path: { workflow_id: id } }),
    refetchInterval: (query) => (ENDED.includes(query.state.data?.state ?? '') ? false : 1_000),
  });
  return (
    <>
      <p>
        <Link href="/workflows">← Workflows</Link>
      </p>
      <Loaded query={run} what="the run">
        {(view) => (
          <>
            <h1>{words(view.workflow)}</h1>
            <Head view={view} />
            <Steps view={view} />
            <Orders id={id} />
            <Why id={id} state={view.state} />
            <Card title="Results">
              {Object.keys(view.results).length === 0 ? (
                <Empty>No step has ended yet.</Empty>
              ) : (
                Object.entries(view.results).map(([step, value]) => <Details key={step} summary={words(step)} value={value} />)
              )}
            </Card>
            <Undo id={id} state={view.state} />
            <History id={id} state={view.state} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Head({ view }: { view: View }) {
  return (
    <Card title="Run" aside={<Badge state={view.state} />}>
      <progress className="long" max={1} value={view.progress} aria-label="Progress of the run" />
      <p role="status">{view.message}</p>
      {view.error !== null && <Failure error={new Error(view.error)} />}
      <Facts
        items={[
          ['Started', <Time key="s" at={view.started_at} date />],
          ['Took', duration(view.duration)],
          ['By', view.requested_by],
          ['Priority', String(view.priority)],
          ['Deadline', view.deadline === null ? 'none' : <Time key="d" at={view.deadline} date />],
          ['Id', <code key="i">{view.workflow_id}</code>],
        ]}
      />
      <Details summary="Parameters" value={view.parameters} />
      <Steer view={view} />
    </Card>
  );
}

function Steer({ view }: { view: View }) {
  const roles = useSession((s) => s.roles);
  const [failure, setFailure] = useState<unknown>(null);
  const [cancelling, setCancelling] = useState(false);
  const path = { workflow_id: view.workflow_id };
  const steer = (action: Steering) => ask(`POST /api/workflows/{workflow_id}/${action}`, { path });
  const go = (action: Steering) => () => {
    setFailure(null);
    steer(action).catch((e: unknown) => setFailure(e));
  };
  if (!has(roles, 'operator') || ENDED.includes(view.state)) {
    return view.state === 'failed' && has(roles, 'operator') ? (
      <div className="buttons">
        {failure !== null && <Failure error={failure} />}
        <button type="button" onClick={go('retry')}>
          Go on at the failed step
        </button>
      </div>
    ) : null;
  }
  return (
    <div className="buttons">
      {failure !== null && <Failure error={failure} />}
      {view.state === 'paused' ? (
        <button type="button" onClick={go('resume')}>
          Resume
        </button>
      ) : (
        <button type="button" onClick={go('pause')}>
          Pause
        </button>
      )}
      <Decide view={view} />
      <button type="button" className="danger" onClick={() => setCancelling(true)}>
        Cancel
      </button>
      {cancelling && (
        <Confirm
          title="Cancel this run"
          action="Cancel the run"
          consequence="No further step begins. What can be undone is undone as the compensation plan below says; what has been traded stays traded."
          danger
          run={() => steer('cancel')}
          onClose={() => setCancelling(false)}
        />
      )}
    </div>
  );
}

/** The answer to a step that waits for a person; the server knows which role the step wants. */
function Decide({ view }: { view: View }) {
  const client = useQueryClient();
  const [approved, setApproved] = useState<boolean | null>(null);
  const waiting = view.steps.find((s) => s.state === 'waiting_for_signal');
  if (waiting === undefined) {
    return null;
  }
  const step = words(waiting.name);
  return (
    <>
      <button type="button" className="primary" onClick={() => setApproved(true)}>
        Approve
      </button>
      <button type="button" className="danger" onClick={() => setApproved(false)}>
        Reject
      </button>
      {approved !== null && (
        <Confirm
          title={`${approved ? 'Approve' : 'Reject'}: ${step}`}
          action={approved ? 'Approve it' : 'Reject it'}
          consequence={
            <>
              {waiting.message && <p>{waiting.message}</p>}
              {approved
                ? 'The run goes on with this step and those after it; with execute they place real orders.'
                : 'The run fails at this step. What it did before is undone as the compensation plan below says; what has been traded stays traded.'}
            </>
          }
          danger
          wantsReason
          run={async (reason) => {
            await ask('POST /api/workflows/{workflow_id}/approve', { path: { workflow_id: view.workflow_id }, body: { approved, reason } });
            await client.invalidateQueries({ queryKey: ['run', view.workflow_id] });
          }}
          onClose={() => setApproved(null)}
        />
      )}
    </>
  );
}

/** What is known of a step, and nothing of what is not. */
function about(step: View['steps'][number]) {
  return [
    step.message,
    step.attempts > 1 && `attempt ${step.attempts}`,
    step.node !== null && `on ${step.node}`,
    step.started_at !== null && step.ended_at !== null && duration((Date.parse(step.ended_at) - Date.parse(step.started_at)) / 1000),
  ]
    .filter(Boolean)
    .join(' · ');
}

function Steps({ view }: { view: View }) {
  return (
    <Card title="Steps">
      <ol className="steps">
        {view.steps.map((step) => (
          <li key={step.name} data-step={step.name} data-state={step.state}>
            <div className="row">
              <strong>{words(step.name)}</strong>
              <Badge state={step.state} />
            </div>
            <progress max={1} value={step.progress} aria-label={`Progress of ${words(step.name)}`} />
            <small>{about(step)}</small>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Orders({ id }: { id: string }) {
  const [pages, setPages] = useState<string[]>([]);
  const cursor = pages.at(-1);
  const orders = useQuery({
    queryKey: ['orders', 'run', id, cursor],
    queryFn: () => ask('GET /api/orders', { query: { correlation_id: id, limit: PAGE, cursor } }),
    placeholderData: (before) => before,
  });
  return (
    <Card title="Orders of this run">
      <Loaded query={orders} what="the orders">
        {({ orders: all, next_cursor }) =>
          all.length === 0 ? (
            <Empty>It has placed no order.</Empty>
          ) : (
            <>
            <Table
              label="Orders of this run"
              rows={all}
              id={(o) => o.client_order_id}
              row={(o) => ({ 'data-status': o.status })}
              columns={[
                ['Symbol', (o) => o.symbol],
                ['Side', (o) => words(o.side)],
                ['Filled', (o) => `${o.filled} of ${o.quantity}`, 'number'],
                ['Average, USD', (o) => money(o.average_price), 'number'],
                ['Status', (o) => <Badge state={o.status} />],
              ]}
            />
            <Pager pages={pages} next={next_cursor} go={setPages} />
            </>
          )
        }
      </Loaded>
    </Card>
  );
}

/** Asked when somebody wants to know: its answer has every step's output. */
function Why({ id, state }: { id: string; state: string }) {
  const [open, setOpen] = useState(false);
  const why = useQuery({
    queryKey: ['run', id, 'why', state],
    queryFn: () => ask('GET /api/workflows/{workflow_id}/why', { path: { workflow_id: id } }),
    enabled: open,
  });
  return (
    <Card
      title="Why"
      aside={
        <button type="button" className="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide' : 'Draw it'}
        </button>
      }
    >
      {!open ? (
        <p>
          <small>From the data through analysis, signals and risk decisions to its orders and fills, each with its numbers and the event that recorded it.</small>
        </p>
      ) : (
        <Loaded query={why} what="the reasons">
          {(w) => {
            const lineage = lineageOfRun(w);
            return lineage.nodes.length === 0 ? (
              <Empty>No step has ended yet.</Empty>
            ) : (
              <>
                <WhyGraph lineage={lineage} label="From the data to the fills" />
                {w.missing.length > 0 && <p>Not recorded: {w.missing.map(words).join(', ').toLowerCase()}.</p>}
              </>
            );
          }}
        </Loaded>
      )}
    </Card>
  );
}

function Undo({ id, state }: { id: string; state: string }) {
  const plan = useQuery({
    queryKey: ['run', id, 'undo', state],
    queryFn: () => ask('GET /api/workflows/{workflow_id}/compensation-plan', { path: { workflow_id: id } }),
  });
  return (
    <Card title="What a roll-back would do now">
      <Loaded query={plan} what="the plan">
        {({ plan: items }) =>
          items.length === 0 ? (
            <Empty>Nothing to undo.</Empty>
          ) : (
            <ol>
              {items.map((item) => (
                <li key={item.step}>
                  <strong>{words(item.step)}</strong>: {words(item.action)}, {item.detail} <small>({words(item.effect)})</small>
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </Card>
  );
}

function History({ id, state }: { id: string; state: string }) {
  const [open, setOpen] = useState(false);
  const history = useQuery({
    queryKey: ['run', id, 'history', state],
    queryFn: () => ask('GET /api/workflows/{workflow_id}/history', { path: { workflow_id: id } }),
    enabled: open,
  });
  return (
    <Card
      title="History"
      aside={
        <button type="button" className="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide' : 'Show'}
        </button>
      }
    >
      {open && (
        <Loaded query={history} what="the history">
          {({ history: all }) => (
            <ol className="history">
              {all.map((event, i) => (
                <li key={i}>
                  <Details summary={`${i + 1}. ${words(String(event['type'] ?? event['event'] ?? 'event'))}`} value={event} />
                </li>
              ))}
            </ol>
          )}
        </Loaded>
      )}
    </Card>
  );
}
