import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import * as v from 'valibot';
import { ask } from '@/api/client';
import { has, useSession } from '@/api/session';
import { Confirm } from '@/components/Confirm';
import { SchemaForm } from '@/components/SchemaForm';
import { Table } from '@/components/Table';
import { Badge, Card, Empty, Facts, Failure, Loaded, Time } from '@/components/ui';
import { count, decimal, money, percent, price, signed, words } from '@/format/numbers';

const TYPE = 'portfolio_rebalance';
const ENDED = ['completed', 'failed', 'cancelled'];

type Parameters = Record<string, unknown>;

const number = v.number();
const text = v.string();
/** What the step that plans the orders leaves behind. */
const Plan = v.object({
  market_open: v.boolean(),
  net_liquidation: number,
  cash: number,
  cash_after: number,
  expected_cost: number,
  orders: v.array(v.object({ symbol: text, side: text, quantity: number, type: text, limit_price: v.union([text, number]), mid: number, cost_usd: number, cost_bps: number })),
  refused: v.array(v.object({ symbol: text, code: text, detail: text })),
  preview: v.array(v.object({ symbol: text, shares_before: number, shares_after: number, trade_usd: number, weight_before: number, weight_after: number, target_weight: number })),
});
type Plan = v.InferOutput<typeof Plan>;

/** A rebalance is looked at before it is done: a dry run plans its orders, and only then they may be placed. */
export function Rebalance() {
  const roles = useSession((s) => s.roles);
  const types = useQuery({ queryKey: ['types'], queryFn: () => ask('GET /api/workflow-types'), staleTime: Infinity });
  const symbols = useQuery({ queryKey: ['symbols'], queryFn: () => ask('GET /api/market/symbols') });
  const last = useQuery({ queryKey: ['runs', 'rebalance'], queryFn: () => ask('GET /api/workflows', { query: { type: TYPE, limit: 1 } }) });
  const [planned, setPlanned] = useState<{ id: string; parameters: Parameters } | null>(null);
  const type = types.data?.workflow_types.find((t) => t.workflow === TYPE);
  const newest = last.data?.workflows[0];
  return (
    <Card
      title="Rebalance"
      aside={
        newest && (
          <small>
            the newest: <Link href={`/workflows/${newest.workflow_id}`}>its targets and orders</Link>, <Badge state={newest.state} />, <Time at={newest.started_at} date />
          </small>
        )
      }
    >
      {type === undefined ? (
        <Empty>{types.isPending ? 'Asking what this server can rebalance…' : 'This server does not rebalance.'}</Empty>
      ) : !has(roles, 'operator') ? (
        <Empty>A preview needs the role operator.</Empty>
      ) : (
        !symbols.isPending && (
          <details>
            <summary>Preview a rebalance</summary>
            <SchemaForm
              schema={previewed(type.parameters)}
              action="Preview it"
              symbols={symbols.data?.watched ?? []}
              run={async (values) => {
                const parameters = { ...values, dry_run: true };
                const run = await start(parameters);
                setPlanned({ id: run.workflow_id, parameters: values });
              }}
            />
          </details>
        )
      )}
      {planned !== null && <Planned key={planned.id} id={planned.id} parameters={planned.parameters} />}
    </Card>
  );
}

/** Whether orders are placed is not a parameter here. */
function previewed(schema: Parameters): Parameters {
  const properties = Object.entries((schema['properties'] ?? {}) as Parameters).filter(([name]) => name !== 'execute' && name !== 'dry_run');
  return { ...schema, properties: Object.fromEntries(properties) };
}

function start(parameters: Parameters) {
  return ask('POST /api/system/workflow/{workflow_type}', {
    path: { workflow_type: TYPE },
    body: { parameters },
    headers: { Prefer: 'respond-async', 'Idempotency-Key': crypto.randomUUID() },
  });
}

function Planned({ id, parameters }: { id: string; parameters: Parameters }) {
  const run = useQuery({
    queryKey: ['run', id],
    queryFn: () => ask('GET /api/workflows/{workflow_id}', { path: { workflow_id: id } }),
    refetchInterval: (query) => (ENDED.includes(query.state.data?.state ?? '') ? false : 1_000),
  });
  return (
    <Loaded query={run} what="the plan">
      {(view) => {
        const plan = v.safeParse(Plan, view.results['generate_orders']);
        if (plan.success) {
          return <Shown plan={plan.output} parameters={parameters} />;
        }
        return ENDED.includes(view.state) ? (
          <Failure error={new Error(view.error ?? 'The run ended without a plan.')} />
        ) : (
          <p role="status">
            <progress max={1} value={view.progress} aria-label="Progress of the preview" /> {view.message || words(view.state)}
          </p>
        );
      }}
    </Loaded>
  );
}

function Shown({ plan, parameters }: { plan: Plan; parameters: Parameters }) {
  const [, go] = useLocation();
  const [asking, setAsking] = useState(false);
  const worth = plan.orders.reduce((sum, o) => sum + o.quantity * o.mid, 0);
  return (
    <div className="why" role="region" aria-label="Preview of the rebalance">
      <Facts
        items={[
          ['Orders', `${plan.orders.length}, worth ${money(worth)} USD`],
          ['Expected cost', `${money(plan.expected_cost)} USD`],
          ['Cash before → after', `${money(plan.cash)} → ${money(plan.cash_after)} USD`],
          ['Market', plan.market_open ? 'open' : 'closed: the orders would wait for its opening'],
        ]}
      />
      <Table
        label="Weights before and after"
        rows={plan.preview}
        id={(x) => x.symbol}
        columns={[
          ['Symbol', (x) => x.symbol],
          ['Shares', (x) => `${count(x.shares_before)} → ${count(x.shares_after)}`, 'number'],
          ['Trade, USD', (x) => signed(x.trade_usd), 'number'],
          ['Weight', (x) => `${percent(x.weight_before)} → ${percent(x.weight_after)}`, 'number'],
          ['Target', (x) => percent(x.target_weight), 'number'],
        ]}
      />
      {plan.orders.length > 0 && (
        <Table
          label="Orders of the preview"
          rows={plan.orders}
          id={(o) => o.symbol + o.side}
          columns={[
            ['Order', (o) => `${words(o.side.toLowerCase())} ${o.symbol}`],
            ['Shares', (o) => count(o.quantity), 'number'],
            ['Limit', (o) => (o.limit_price === '' ? 'market' : price(Number(o.limit_price))), 'number'],
            ['Expected cost, USD', (o) => `${money(o.cost_usd)}, ${decimal(o.cost_bps, 1)} bp`, 'number'],
          ]}
        />
      )}
      {plan.refused.length > 0 && (
        <ul>
          {plan.refused.map((r) => (
            <li key={r.symbol + r.code}>
              {r.symbol}: {r.detail} <small>({r.code})</small>
            </li>
          ))}
        </ul>
      )}
      {plan.orders.length === 0 ? (
        <Empty>Nothing to trade: the portfolio is where it should be, or everything was refused.</Empty>
      ) : (
        <div className="buttons">
          <button type="button" className="danger" onClick={() => setAsking(true)}>
            Rebalance now
          </button>
        </div>
      )}
      {asking && (
        <Confirm
          title="Rebalance now"
          action="Plan anew and place the orders"
          consequence={`A new run with the same parameters plans by the prices of that moment, so its orders may differ from these ${plan.orders.length}, worth ${money(worth)} USD. Each that passes the risk gate is sent to the broker without another question.`}
          danger
          typed="rebalance"
          run={async () => {
            const run = await start({ ...parameters, execute: true });
            go(`/workflows/${run.workflow_id}`);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
