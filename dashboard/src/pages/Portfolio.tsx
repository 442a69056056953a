import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { has, useSession } from '@/api/session';
import { WhyGraph } from '@/charts/WhyGraph';
import { Confirm } from '@/components/Confirm';
import { OrderTicket } from '@/components/OrderTicket';
import { Rebalance } from '@/components/Rebalance';
import { Reconciliation } from '@/components/Reconciliation';
import { Pager, Table } from '@/components/Table';
import { Badge, Card, Empty, Facts, Loaded, Time } from '@/components/ui';
import { lineageOfOrder } from '@/format/lineage';
import { count, money, price, signed, words } from '@/format/numbers';

type Order = Answer<'GET /api/orders'>['orders'][number];

const ENDED = ['filled', 'cancelled', 'rejected', 'denied'];
const PAGE = 50;

export default function Portfolio() {
  const roles = useSession((s) => s.roles);
  return (
    <>
      <h1>Portfolio &amp; orders</h1>
      <Account />
      <Rebalance />
      {has(roles, 'trader') && <OrderTicket />}
      <Orders />
      <Executions />
      <Reconciliation />
    </>
  );
}

function Account() {
  const portfolio = useQuery({ queryKey: ['portfolio'], queryFn: () => ask('GET /api/portfolio'), refetchInterval: 2_000 });
  return (
    <Card title="Account">
      <Loaded query={portfolio} what="the account">
        {(p) => (
          <>
            <Facts
              items={[
                ['Account', p.account],
                ['Net liquidation', money(p.net_liquidation)],
                ['Cash', money(p.cash)],
                ['Buying power', money(p.buying_power)],
                ['Today', signed(p.day_pnl)],
                ['Gross · net exposure', `${money(p.gross_exposure)} · ${money(p.net_exposure)}`],
                ['Valued by', words(p.valuation)],
              ]}
            />
            {p.positions.length === 0 ? (
              <Empty>Nothing is held.</Empty>
            ) : (
              <Table
                label="Positions"
                rows={p.positions}
                id={(x) => x.symbol}
                row={(x) => ({ 'data-position': x.symbol })}
                columns={[
                  ['Position', (x) => x.symbol],
                  ['Shares', (x) => count(x.quantity), 'number'],
                  ['Cost', (x) => price(x.average_cost), 'number'],
                  ['Price', (x) => price(x.market_price), 'number'],
                  ['Value', (x) => money(x.market_value), 'number'],
                  ['Unrealised', (x) => signed(x.unrealized_pnl), 'number'],
                  ['Realised', (x) => signed(x.realized_pnl), 'number'],
                  ['Mark', (x) => words(x.mark)],
                  ['Lots', (x) => x.lots.length, 'number'],
                ]}
              />
            )}
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Orders() {
  const roles = useSession((s) => s.roles);
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [symbol, setSymbol] = useState('');
  const [pages, setPages] = useState<string[]>([]);
  const [cancelling, setCancelling] = useState<Order | null>(null);
  const [explained, setExplained] = useState<string | null>(null);
  const wanted = /^[A-Z0-9@#][A-Z0-9@#.\-+=]{0,29}$/.test(symbol) ? symbol : undefined;
  const orders = useQuery({
    queryKey: ['orders', open, wanted, pages.at(-1)],
    queryFn: () => ask('GET /api/orders', { query: { open: open || undefined, symbol: wanted, cursor: pages.at(-1), limit: PAGE } }),
    placeholderData: (before) => before,
  });
  return (
    <Card
      title="Orders"
      aside={
        <span className="filters">
          <input
            aria-label="Symbol"
            placeholder="Symbol"
            size={8}
            value={symbol}
            onChange={(e) => {
              setPages([]);
              setSymbol(e.target.value.toUpperCase());
            }}
          />
          <label className="check">
            <input
              type="checkbox"
              checked={open}
              onChange={(e) => {
                setPages([]);
                setOpen(e.target.checked);
              }}
            />
            open only
          </label>
        </span>
      }
    >
      <Loaded query={orders} what="the orders">
        {({ orders: all, next_cursor }) =>
          all.length === 0 ? (
            <Empty>No such order.</Empty>
          ) : (
            <>
              <Table
                label="Orders"
                rows={all}
                id={(o) => o.client_order_id}
                row={(o) => ({ 'data-order': o.client_order_id, 'data-status': o.status })}
                columns={[
                  ['Symbol', (o) => o.symbol],
                  ['Side', (o) => words(o.side)],
                  ['Type', (o) => words(o.type)],
                  ['Limit · stop', (o) => `${price(o.limit_price)} · ${price(o.stop_price)}`, 'number'],
                  ['Filled', (o) => `${o.filled} of ${o.quantity}`, 'number'],
                  ['Average', (o) => price(o.average_price), 'number'],
                  [
                    'Status',
                    (o) => (
                      <span title={o.detail ?? ''}>
                        <Badge state={o.status} />
                      </span>
                    ),
                  ],
                  ['Changed', (o) => <Time at={o.updated_at} />],
                  [
                    'Commands',
                    (o) => (
                      <>
                        <button type="button" className="small" aria-label={`Why ${o.side} ${o.symbol}`} onClick={() => setExplained(o.client_order_id)}>
                          Why?
                        </button>
                        {!ENDED.includes(o.status) && has(roles, 'trader') && (
                          <button type="button" className="small danger" aria-label={`Cancel ${o.side} ${o.symbol}`} onClick={() => setCancelling(o)}>
                            Cancel
                          </button>
                        )}
                      </>
                    ),
                    'commands',
                  ],
                ]}
              />
              <Pager pages={pages} next={next_cursor} go={setPages} />
            </>
          )
        }
      </Loaded>
      {explained !== null && <Why id={explained} onClose={() => setExplained(null)} />}
      {cancelling !== null && (
        <Confirm
          title={`Cancel ${cancelling.side} ${cancelling.symbol}`}
          action="Ask the broker to cancel"
          consequence={`${cancelling.remaining} of ${cancelling.quantity} shares are not filled. What fills before the broker hears of it stays filled.${cancelling.parent ? ' It is an exit of a bracket: the position loses its protection.' : ''}`}
          danger
          run={async () => {
            await ask('DELETE /api/orders/{client_order_id}', { path: { client_order_id: cancelling.client_order_id } });
            await client.invalidateQueries({ queryKey: ['orders'] });
          }}
          onClose={() => setCancelling(null)}
        />
      )}
    </Card>
  );
}

/** From the order back to the data it rests on. */
function Why({ id, onClose }: { id: string; onClose: () => void }) {
  const why = useQuery({ queryKey: ['why', id], queryFn: () => ask('GET /api/orders/{client_order_id}/why', { path: { client_order_id: id } }) });
  return (
    <div className="why" role="region" aria-label="Why this order">
      <div className="row">
        <h3>Why this order</h3>
        <button type="button" className="small" onClick={onClose}>
          Close
        </button>
      </div>
      <Loaded query={why} what="the chain">
        {(w) => (
          <>
            <WhyGraph lineage={lineageOfOrder(w)} label="From the data to the fills" />
            {w.missing.length > 0 && <p>Not recorded for this order: {w.missing.map(words).join(', ').toLowerCase()}.</p>}
            {w.workflow_id !== null && (
              <p>
                <Link href={`/workflows/${w.workflow_id}`}>The run that placed it</Link>
              </p>
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}

function Executions() {
  const [pages, setPages] = useState<string[]>([]);
  const cursor = pages.at(-1);
  const executions = useQuery({
    queryKey: ['executions', cursor],
    queryFn: () => ask('GET /api/executions', { query: { limit: PAGE, cursor } }),
    placeholderData: (before) => before,
  });
  return (
    <Card title="Executions">
      <Loaded query={executions} what="the executions">
        {({ executions: all, next_cursor }) =>
          all.length === 0 ? (
            <Empty>Nothing was filled yet.</Empty>
          ) : (
            <>
              <Table
                label="Executions"
                rows={all}
                id={(x) => x.exec_id}
                columns={[
                  ['At', (x) => <Time at={x.timestamp} date />],
                  ['Symbol', (x) => x.symbol],
                  ['Side', (x) => words(x.side)],
                  ['Shares', (x) => count(x.quantity), 'number'],
                  ['Price', (x) => price(x.price), 'number'],
                  ['Order', (x) => <code>{x.client_order_id}</code>],
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
