import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { ask } from '@/api/client';
import { Sparkline } from '@/charts/Sparkline';
import { EventList } from '@/components/EventList';
import { RiskGauges } from '@/components/RiskGauges';
import { SystemStatus } from '@/components/SystemStatus';
import { Badge, Card, Empty, Facts, Loading } from '@/components/ui';
import { money, signed, words } from '@/format/numbers';
import { useLive } from '@/live/store';

const FEED = 100;
const ENDED = ['completed', 'failed', 'cancelled'];

export function Overview() {
  return (
    <>
      <h1 className="hidden">Overview</h1>
      <div className="grid overview">
        <SystemStatus />
        <Trading />
        <Risk />
        <Runs />
      </div>
      <Feed />
    </>
  );
}

function Trading() {
  const risk = useLive((live) => live.risk);
  const points = useLive((live) => live.riskPoints);
  const portfolio = useQuery({
    queryKey: ['portfolio'],
    queryFn: () => ask('GET /api/portfolio'),
    refetchInterval: 5_000,
  });
  const p = portfolio.data;
  return (
    <Card title="Account" className="account" aside={risk && <Badge state={risk.trading_state} label={`Trading ${risk.trading_state}`} />}>
      {p === undefined ? (
        <Loading what="the account" />
      ) : (
        <Facts
          items={[
            ['Net liquidation', `${money(p.net_liquidation)} USD`],
            [
              'Profit and loss today',
              <span key="pnl" className={p.day_pnl < 0 ? 'bad' : 'good'}>
                {signed(p.day_pnl)} <Sparkline values={points.map((x) => x.pnl)} label="P&L since this page opened" />
              </span>,
            ],
            ['Unrealised · realised', `${signed(p.unrealized_pnl)} · ${signed(p.realized_pnl)}`],
            ['Positions', p.positions.length],
            ['Books agree with the broker', p.reconciled ? 'yes' : <Badge key="r" state="no" tone="bad" />],
          ]}
        />
      )}
    </Card>
  );
}

function Risk() {
  const risk = useLive((live) => live.risk);
  return (
    <Card title="Risk" className="risk" aside={<Link href="/risk">All of it</Link>}>
      {risk === null ? <Loading what="the risk numbers" /> : <RiskGauges risk={risk} />}
    </Card>
  );
}

function Runs() {
  const live = useLive((l) => l.runs);
  const runs = useQuery({
    queryKey: ['runs', 'overview'],
    queryFn: () => ask('GET /api/workflows', { query: { limit: 5 } }),
  });
  const active = Object.values(live).filter((r) => !ENDED.includes(r.state));
  const past = (runs.data?.workflows ?? []).filter((r) => !active.some((a) => a.workflow_id === r.workflow_id));
  return (
    <Card title="Workflows" className="workflows" aside={<Link href="/workflows">Start one</Link>}>
      {active.length === 0 && past.length === 0 && <Empty>Nothing has run yet.</Empty>}
      <ul className="runs">
        {active.map((run) => (
          <li key={run.workflow_id}>
            <Link href={`/workflows/${run.workflow_id}`}>{words(run.workflow)}</Link> <Badge state={run.state} />
            <progress max={1} value={run.progress} aria-label={`Progress of ${words(run.workflow)}`} />
            <small>
              {words(run.step)} {run.message}
            </small>
          </li>
        ))}
        {past.map((run) => (
          <li key={run.workflow_id}>
            <Link href={`/workflows/${run.workflow_id}`}>{words(run.workflow)}</Link> <Badge state={run.state} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Feed() {
  const events = useLive((live) => live.events);
  return (
    <Card title="Events" aside={<Link href="/events">Search</Link>} className="wide">
      <EventList events={events.slice(0, FEED)} label="Newest events" />
    </Card>
  );
}
