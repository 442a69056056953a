import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { has, useSession } from '@/api/session';
import { WhyGraph } from '@/charts/WhyGraph';
import { Confirm } from '@/components/Confirm';
import { OrderTicket } from '@/components/OrderTicket';
import { Badge, Card, Empty, Facts, Loaded, Scroll, Time } from '@/components/ui';
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
              <Scroll label="Positions">
                <table>
                  <thead>
                    <tr>
                      <th>Position</th>
                      <th className="number">Shares</th>
                      <th className="number">Cost</th>
                      <th className="number">Price</th>
                      <th className="number">Value</th>
                      <th className="number">Unrealised</th>
                      <th className="number">Realised</th>
                      <th>Mark</th>
                      <th className="number">Lots</th>
                    </tr>
                  </thead>
                  <tbody>
                    {p.positions.map((x) => (
                      <tr key={x.symbol} data-position={x.symbol}>
                        <td>{x.symbol}</td>
                        <td className="number">{count(x.quantity)}</td>
                        <td className="number">{price(x.average_cost)}</td>
                        <td className="number">{price(x.market_price)}</td>
                        <td className="number">{money(x.market_value)}</td>
                        <td className="number">{signed(x.unrealized_pnl)}</td>
                        <td className="number">{signed(x.realized_pnl)}</td>
                        <td>{words(x.mark)}</td>
                        <td className="number">{x.lots.length}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
            )}
          </>
        )}
      </Loaded>
    </Card>
  );
}

/** A rebalance is looked at before it is done: a dry run shows its orders. */
function Rebalance() {
  const types = useQuery({ queryKey: ['types'], queryFn: () => ask('GET /api/workflow-types'), staleTime: Infinity });
  const offered = types.data?.workflow_types.some((t) => t.workflow === 'portfolio_rebalance');
  const runs = useQuery({
    queryKey: ['runs', 'rebalance'],
    queryFn: () => ask('GET /api/workflows', { query: { type: 'portfolio_rebalance', limit: 1 } }),
    enabled: offered === true,
  });
  if (offered !== true) {
    return null;
  }
  const last = runs.data?.workflows[0];
  return (
    <Card title="Rebalance" aside={<Link href="/workflows">Preview or start one</Link>}>
      {last === undefined ? (
        <Empty>No rebalance has run. Start one with dry run to see the orders it would place.</Empty>
      ) : (
        <p>
          The newest: <Link href={`/workflows/${last.workflow_id}`}>its targets and orders</Link>, <Badge state={last.state} />, <Time at={last.started_at} date />
        </p>
      )}
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
              <Scroll label="Orders">
                <table>
                  <thead>
                    <tr>
                      <th>Symbol</th>
                      <th>Side</th>
                      <th>Type</th>
                      <th className="number">Limit · stop</th>
                      <th className="number">Filled</th>
                      <th className="number">Average</th>
                      <th>Status</th>
                      <th>Changed</th>
                      <th>
                        <span className="hidden">Commands</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {all.map((o) => (
                      <tr key={o.client_order_id} data-order={o.client_order_id} data-status={o.status}>
                        <td>{o.symbol}</td>
                        <td>{words(o.side)}</td>
                        <td>{words(o.type)}</td>
                        <td className="number">
                          {price(o.limit_price)} · {price(o.stop_price)}
                        </td>
                        <td className="number">
                          {o.filled} of {o.quantity}
                        </td>
                        <td className="number">{price(o.average_price)}</td>
                        <td title={o.detail ?? ''}>
                          <Badge state={o.status} />
                        </td>
                        <td>
                          <Time at={o.updated_at} />
                        </td>
                        <td>
                          <button type="button" className="small" aria-label={`Why ${o.side} ${o.symbol}`} onClick={() => setExplained(o.client_order_id)}>
                            Why?
                          </button>
                          {!ENDED.includes(o.status) && has(roles, 'trader') && (
                            <button type="button" className="small danger" aria-label={`Cancel ${o.side} ${o.symbol}`} onClick={() => setCancelling(o)}>
                              Cancel
                            </button>
                          )}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
              {(pages.length > 0 || next_cursor !== null) && (
                <div className="buttons">
                  <button type="button" disabled={pages.length === 0} onClick={() => setPages(pages.slice(0, -1))}>
                    Newer
                  </button>
                  <button type="button" disabled={next_cursor === null} onClick={() => setPages([...pages, next_cursor ?? ''])}>
                    Older
                  </button>
                </div>
              )}
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
  const executions = useQuery({ queryKey: ['executions'], queryFn: () => ask('GET /api/executions', { query: { limit: PAGE } }) });
  return (
    <Card title="Executions">
      <Loaded query={executions} what="the executions">
        {({ executions: all }) =>
          all.length === 0 ? (
            <Empty>Nothing was filled yet.</Empty>
          ) : (
            <Scroll label="Executions">
              <table>
                <thead>
                  <tr>
                    <th>At</th>
                    <th>Symbol</th>
                    <th>Side</th>
                    <th className="number">Shares</th>
                    <th className="number">Price</th>
                    <th>Order</th>
                  </tr>
                </thead>
                <tbody>
                  {all.map((x) => (
                    <tr key={x.exec_id}>
                      <td>
                        <Time at={x.timestamp} date />
                      </td>
                      <td>{x.symbol}</td>
                      <td>{words(x.side)}</td>
                      <td className="number">{count(x.quantity)}</td>
                      <td className="number">{price(x.price)}</td>
                      <td>
                        <code>{x.client_order_id}</code>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Loaded>
    </Card>
  );
}

function Reconciliation() {
  const reports = useQuery({
    queryKey: ['reconciliations'],
    queryFn: () => ask('GET /api/trading/reconciliations', { query: { limit: 5 } }),
    refetchInterval: 60_000,
  });
  return (
    <Card title="Our books and the broker's">
      <Loaded query={reports} what="the comparisons">
        {({ reconciliations }) =>
          reconciliations.length === 0 ? (
            <Empty>Not compared yet.</Empty>
          ) : (
            <ul className="plain">
              {reconciliations.map((r) => (
                <li key={r.id}>
                  <Time at={r.finished_at} date /> <Badge state={r.outcome} tone={r.difference_count === 0 ? 'good' : 'fair'} /> {r.difference_count} differences, drift{' '}
                  {r.drift.shares} shares and {money(r.drift.usd)} USD{r.drift.within ? '' : ', beyond the budget'} <small>({words(r.cause)})</small>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}
