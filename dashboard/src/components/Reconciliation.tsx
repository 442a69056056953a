import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { has, useSession } from '@/api/session';
import { Confirm } from '@/components/Confirm';
import { Badge, Card, Empty, Loaded, Time } from '@/components/ui';
import { money, words } from '@/format/numbers';

type Report = Answer<'GET /api/trading/reconciliations'>['reconciliations'][number];
type Asked = { what: 'compare' } | { what: 'adopt'; report: Report } | { what: 'release'; symbol: string };

const TONES = { clean: 'good', drift_exceeded: 'bad' } as const;

/** Comparisons with the broker and what waits for a person after them. */
export function Reconciliation() {
  const roles = useSession((s) => s.roles);
  const [asked, setAsked] = useState<Asked | null>(null);
  const reports = useQuery({
    queryKey: ['reconciliations'],
    queryFn: () => ask('GET /api/trading/reconciliations', { query: { limit: 5 } }),
    refetchInterval: 60_000,
  });
  return (
    <Card
      title="Our books and the broker's"
      aside={
        has(roles, 'operator') && (
          <button type="button" className="small" onClick={() => setAsked({ what: 'compare' })}>
            Compare now
          </button>
        )
      }
    >
      <Loaded query={reports} what="the comparisons">
        {({ reconciliations }) =>
          reconciliations.length === 0 ? (
            <Empty>Not compared yet.</Empty>
          ) : (
            <ul className="plain">
              {reconciliations.map((r, i) => (
                <li key={r.id} data-report={r.id}>
                  <Time at={r.finished_at} date /> <Badge state={r.outcome} tone={TONES[r.outcome as keyof typeof TONES] ?? 'fair'} /> {r.difference_count} differences, drift{' '}
                  {r.drift.shares} shares and {money(r.drift.usd)} USD{r.drift.within ? '' : ', beyond the budget'} <small>({words(r.cause)})</small>{' '}
                  {/* Only the newest can be adopted: the server refuses every other. */}
                  {i === 0 && r.outcome === 'drift_exceeded' && has(roles, 'risk') && (
                    <button type="button" className="small danger" onClick={() => setAsked({ what: 'adopt', report: r })}>
                      Adopt
                    </button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <BlockedNames onRelease={(symbol) => setAsked({ what: 'release', symbol })} />
      {asked !== null && <Command asked={asked} onClose={() => setAsked(null)} />}
    </Card>
  );
}

/** Takes no room while nothing is blocked. */
function BlockedNames({ onRelease }: { onRelease: (symbol: string) => void }) {
  const roles = useSession((s) => s.roles);
  const blocked = useQuery({ queryKey: ['blocked-names'], queryFn: () => ask('GET /api/trading/blocked-names'), refetchInterval: 10_000 });
  return (
    <Loaded query={blocked} what="the blocked names">
      {({ blocked_names: names }) =>
        names.length > 0 && (
          <ul className="plain" aria-label="Blocked names">
            {names.map((name) => (
              <li key={name.symbol} data-blocked={name.symbol}>
                <Badge state="blocked" tone="bad" label={`${name.symbol} blocked`} /> Nothing is opened: {name.reason}, since <Time at={name.since} date />{' '}
                {has(roles, 'risk') && (
                  <button type="button" className="small danger" aria-label={`Release ${name.symbol}`} onClick={() => onRelease(name.symbol)}>
                    Release
                  </button>
                )}
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function Command({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const client = useQueryClient();
  const shared = { wantsReason: true, onClose };
  const after = async (answer: Promise<unknown>) => {
    await answer;
    await client.invalidateQueries();
  };
  switch (asked.what) {
    case 'compare':
      return (
        <Confirm
          {...shared}
          title="Compare the books"
          action="Compare now"
          consequence="The broker is asked for orders, executions, positions and cash. Until its answer is complete entries wait; exits go on. Differences within the drift budget are taken over."
          run={(reason) => after(ask('POST /api/trading/reconcile', { body: { reason } }))}
        />
      );
    case 'adopt':
      return (
        <Confirm
          {...shared}
          title="Adopt the broker's books"
          action="Take the broker's numbers"
          consequence={<Adoption report={asked.report} />}
          danger
          typed="adopt"
          run={(reason) => after(ask('POST /api/trading/reconciliations/{id}/adopt', { path: { id: String(asked.report.id) }, body: { reason } }))}
        />
      );
    case 'release':
      return (
        <Confirm
          {...shared}
          title={`Release ${asked.symbol}`}
          action="Let entries go again"
          consequence={`Entries in ${asked.symbol} may leave again. The second order must be cancelled at the broker and the books compared before; otherwise the server refuses.`}
          danger
          run={(reason) => after(ask('POST /api/trading/blocked-names/{symbol}/release', { path: { symbol: asked.symbol }, body: { reason } }))}
        />
      );
  }
}

function Adoption({ report }: { report: Report }) {
  const shown = report.differences.filter((d) => d.kind !== 'order');
  return (
    <>
      <p>Our books take the broker's numbers, and entries may leave again. No order is sent by this, and nothing takes it back. Compared once more before: another difference than this one is not adopted.</p>
      <ul>
        {shown.map((d) => (
          <li key={`${d.kind} ${d.subject}`}>
            {d.subject}: ours {d.own}, the broker's {d.broker}
          </li>
        ))}
      </ul>
      {report.difference_count > report.differences.length && <p>… of {report.difference_count} differences in all.</p>}
    </>
  );
}
