import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { has, useSession } from '@/api/session';
import { Lines } from '@/charts/Lines';
import { Approvals } from '@/components/Approvals';
import { Breakers } from '@/components/Breakers';
import { LimitsEditor } from '@/components/LimitsEditor';
import { NarrowLimits } from '@/components/NarrowLimits';
import { RiskGauges } from '@/components/RiskGauges';
import { Forecasts } from '@/components/Forecasts';
import { EventList } from '@/components/EventList';
import { Pager, Table } from '@/components/Table';
import { Badge, Card, Empty, Loaded, Loading, Time } from '@/components/ui';
import { decimal, money, percent, signed, words } from '@/format/numbers';
import { useLive } from '@/live/store';
import type { RiskReport } from '@/stream/messages';

const PAGE = 50;

export default function Risk() {
  const risk = useLive((live) => live.risk);
  const roles = useSession((s) => s.roles);
  return (
    <>
      <h1>Risk</h1>
      {risk === null ? (
        <Loading what="the risk numbers" />
      ) : (
        <>
          <div className="grid">
            <Card title="Limits and what is left" aside={<Time at={risk.as_of} />}>
              <RiskGauges risk={risk} />
            </Card>
            <Violations risk={risk} />
          </div>
          <Methods risk={risk} />
        </>
      )}
      <Course />
      <Forecasts />
      {risk !== null && (
        <>
          <Contributions risk={risk} />
          <Stress risk={risk} />
        </>
      )}
      <Breakers />
      <LimitsEditor />
      <NarrowLimits />
      {has(roles, 'risk') && <Approvals />}
    </>
  );
}

function Violations({ risk }: { risk: RiskReport }) {
  return (
    <Card title="Violations and warnings">
      {risk.violations.length + risk.warnings.length === 0 && <Empty>No limit is exceeded or near.</Empty>}
      <ul className="plain">
        {risk.violations.map((x) => (
          <li key={x.violation + x.subject}>
            <Badge state="bad" label={words(x.violation)} /> {x.subject}: {decimal(x.value, 4)} of {decimal(x.limit, 4)}, since{' '}
            <Time at={x.since} />
          </li>
        ))}
        {risk.warnings.map((w) => (
          <li key={w.violation + w.subject}>
            <Badge state="warning" label={words(w.violation)} /> {w.subject}: {decimal(w.value, 4)} of {decimal(w.limit, 4)}
            {w.predicted_s !== null && `, reached in ${Math.round(w.predicted_s / 60)} min if it goes on like this`}
          </li>
        ))}
      </ul>
      <Earlier />
    </Card>
  );
}

/** What was exceeded or near, asked when somebody wants to know. */
function Earlier() {
  const [open, setOpen] = useState(false);
  const [pages, setPages] = useState<string[]>([]);
  const after = pages.at(-1);
  const past = useQuery({
    queryKey: ['violations', after],
    queryFn: () => ask('GET /api/risk/violations', { query: { limit: PAGE, after_seq: after } }),
    enabled: open,
    placeholderData: (before) => before,
  });
  return (
    <details onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>Earlier ones</summary>
      {open && (
        <Loaded query={past} what="the history">
          {({ history, next_after_seq }) => (
            <>
              <EventList events={history} label="Earlier violations and warnings" />
              <Pager pages={pages} next={next_after_seq === null ? null : String(next_after_seq)} go={setPages} />
            </>
          )}
        </Loaded>
      )}
    </details>
  );
}

function Methods({ risk }: { risk: RiskReport }) {
  const grades = useQuery({ queryKey: ['grades'], queryFn: () => ask('GET /api/risk/backtest', { query: { limit: 1 } }) });
  const grade = (method: string) => grades.data?.methods.find((g) => g.method === method);
  return (
    <Card title="Methods side by side, USD">
      {risk.method_reason && <p>{risk.method_reason}</p>}
      {risk.methods.length === 0 ? (
        <Empty>No method has numbers: {risk.unavailable ?? 'nothing is held'}.</Empty>
      ) : (
        <Table
          label="Methods"
          rows={risk.methods}
          id={(m) => m.method}
          columns={[
            [
              'Method',
              (m) => (
                <>
                  {words(m.method)} {m.leads && <Badge state="leads" tone="good" />}
                </>
              ),
            ],
            ['VaR 95 %', (m) => money(m.var_95), 'number'],
            ['VaR 99 %', (m) => money(m.var_99), 'number'],
            ['Expected shortfall', (m) => m.unavailable ?? money(m.expected_shortfall), 'number'],
            ['Breaches 99 %, expected', (m) => breaches(grade(m.method)), 'number'],
            ['Traffic light', (m) => <Light grade={grade(m.method)} />],
          ]}
        />
      )}
    </Card>
  );
}

type Grade = Answer<'GET /api/risk/backtest'>['methods'][number];

function breaches(grade: Grade | undefined): string {
  return grade && grade.observations > 0 ? `${grade.breaches_99} of ${grade.observations}, ${decimal(grade.expected_99, 1)}` : '–';
}

function Light({ grade }: { grade: Grade | undefined }) {
  return grade && grade.observations > 0 ? <Badge state={grade.zone} label={grade.demoted ? `${words(grade.zone)}, demoted` : words(grade.zone)} /> : 'no session yet';
}

/** The numbers over time, and the losses that went beyond them. */
function Course() {
  const [resolution, setResolution] = useState<'check' | 'day'>('check');
  const history = useQuery({
    queryKey: ['risk-history', resolution],
    queryFn: () => ask('GET /api/risk/history', { query: { resolution, limit: 500 } }),
    refetchInterval: 60_000,
  });
  const lines = useMemo(() => {
    const items = [...(history.data?.items ?? [])].reverse();
    const of = (pick: (i: (typeof items)[number]) => number | null) =>
      items.flatMap((i) => {
        const value = pick(i);
        return value === null ? [] : [{ at: i.at, value }];
      });
    return [
      { name: 'VaR 95', points: of((i) => i.var_95) },
      { name: 'VaR 99', points: of((i) => i.var_99) },
      { name: 'ES', points: of((i) => i.expected_shortfall) },
      { name: 'Loss', points: of((i) => (i.daily_pnl === null ? null : -i.daily_pnl)) },
    ];
  }, [history.data]);
  const breaches = (history.data?.items ?? []).filter(
    (i) => i.daily_pnl !== null && i.var_95 !== null && i.var_95 > 0 && -i.daily_pnl > i.var_95,
  );
  return (
    <Card
      title="VaR and expected shortfall over time, USD"
      aside={
        <select aria-label="Resolution" value={resolution} onChange={(e) => setResolution(e.target.value === 'day' ? 'day' : 'check')}>
          <option value="check">Each check since the start</option>
          <option value="day">Each session</option>
        </select>
      }
    >
      <Loaded query={history} what="the history">
        {({ items }) =>
          items.length === 0 ? (
            <Empty>Nothing was measured yet.</Empty>
          ) : (
            <>
              <Lines lines={lines} label="Value at risk, expected shortfall and loss over time" />
              <p>
                <small>
                  {items.length} measurements; the loss was beyond VaR 95 in {breaches.length} of them.
                </small>
              </p>
            </>
          )
        }
      </Loaded>
    </Card>
  );
}

function Contributions({ risk }: { risk: RiskReport }) {
  return (
    <Card title="Where the risk comes from">
      {risk.contributions.length === 0 ? (
        <Empty>No position.</Empty>
      ) : (
        <Table
          label="Contributions"
          rows={risk.contributions}
          id={(c) => c.symbol}
          columns={[
            ['Symbol', (c) => c.symbol],
            ['Sector', (c) => c.sector || '–'],
            ['Exposure, USD', (c) => money(c.exposure), 'number'],
            ['Part of VaR 95, USD', (c) => signed(c.component_var_95), 'number'],
            ['Without it VaR changes by', (c) => signed(-c.incremental_var_95), 'number'],
            ['Days to sell', (c) => decimal(c.liquidity_days), 'number'],
          ]}
        />
      )}
    </Card>
  );
}

/** "* -0.05, Technology -0.25" for people; what is none stays as it is. */
export function shock(description: string): string {
  return description
    .split(', ')
    .map((part) => {
      const [, who, change] = /^(.+) (-?\d+(?:\.\d+)?)$/.exec(part) ?? [];
      return who === undefined ? part : `${who === '*' ? 'every name' : who} ${percent(Number(change), 0)}`;
    })
    .join(', ');
}

function Stress({ risk }: { risk: RiskReport }) {
  return (
    <Card title="Stress">
      {risk.stress.length === 0 ? (
        <Empty>No scenario has numbers.</Empty>
      ) : (
        <Table
          label="Stress scenarios"
          rows={risk.stress}
          id={(s) => s.name}
          columns={[
            ['Scenario', (s) => words(s.name)],
            ['What happens', (s) => shock(s.description), 'text'],
            ['P&L, USD', (s) => signed(s.pnl), 'number'],
            ['Of the value', (s) => percent(s.share_of_value, 2), 'number'],
          ]}
        />
      )}
    </Card>
  );
}
