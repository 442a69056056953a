import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '@/api/client';
import { useSession } from '@/api/session';
import { Confirm } from '@/components/Confirm';
import { Table } from '@/components/Table';
import { Card, Empty, Loaded, Time } from '@/components/ui';
import { changesOf, effectOf, titleOf, type Approval, type Change } from '@/format/approval';
import { useTradingState } from '@/live/trading';

/** What waits for a second person, with what it would change. */
export function Approvals() {
  const client = useQueryClient();
  const name = useSession((s) => s.name);
  const approvals = useQuery({ queryKey: ['approvals'], queryFn: () => ask('GET /api/approvals'), refetchInterval: 10_000 });
  const waits = (approvals.data?.approvals.length ?? 0) > 0;
  const limits = useQuery({ queryKey: ['limits'], queryFn: () => ask('GET /api/risk/limits'), enabled: waits });
  const breakers = useQuery({ queryKey: ['breakers'], queryFn: () => ask('GET /api/risk/breakers'), enabled: waits });
  const tradingState = useTradingState();
  const [deciding, setDeciding] = useState<{ approval: Approval; grant: boolean } | null>(null);
  const changes = (a: Approval) => changesOf(a, { limits: limits.data, tradingState, breakers: breakers.data?.breakers });
  return (
    <Card title="Waiting for a second person">
      <Loaded query={approvals} what="the approvals">
        {({ approvals: all }) =>
          all.length === 0 ? (
            <Empty>Nothing waits.</Empty>
          ) : (
            <ul className="plain">
              {all.map((a) => (
                <li key={a.id} className="why" data-approval={a.id}>
                  <h3>{titleOf(a)}</h3>
                  <Asked approval={a} changes={changes(a)} />
                  <div className="buttons">
                    <button
                      type="button"
                      className="small primary"
                      aria-label={`Grant ${a.id}: ${titleOf(a)}`}
                      disabled={a.requested_by === name}
                      onClick={() => setDeciding({ approval: a, grant: true })}
                    >
                      Grant…
                    </button>
                    <button type="button" className="small" aria-label={`Refuse ${a.id}: ${titleOf(a)}`} onClick={() => setDeciding({ approval: a, grant: false })}>
                      Refuse…
                    </button>
                    {a.requested_by === name && <small>You asked for it: another person with the role risk has to grant it.</small>}
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {deciding !== null && (
        <Confirm
          title={`${deciding.grant ? 'Grant' : 'Refuse'}: ${titleOf(deciding.approval)}`}
          action={deciding.grant ? 'Grant it' : 'Refuse it'}
          consequence={
            <>
              <Asked approval={deciding.approval} changes={changes(deciding.approval)} />
              <p>{deciding.grant ? effectOf(deciding.approval) : 'Everything stays as it is; who asked may ask again.'}</p>
            </>
          }
          danger={deciding.grant}
          wantsReason
          run={async (reason) => {
            await ask('POST /api/approvals/{id}', { path: { id: String(deciding.approval.id) }, body: { grant: deciding.grant, reason } });
            await client.invalidateQueries();
          }}
          onClose={() => setDeciding(null)}
        />
      )}
    </Card>
  );
}

function Asked({ approval: a, changes }: { approval: Approval; changes: readonly Change[] }) {
  return (
    <>
      <p>
        <strong>{a.requested_by}</strong> asked at <Time at={a.requested_at} date />: “{a.reason}”. It lapses at <Time at={a.expires_at} date />.
      </p>
      {changes.length === 0 ? (
        <p>{a.summary}</p>
      ) : (
        <Table
          label={`What request ${a.id} would change`}
          rows={changes}
          id={(c) => c.what}
          columns={[
            ['What', (c) => c.what],
            ['Now', (c) => c.now || '–', 'text'],
            ['After the grant', (c) => <strong>{c.then}</strong>, 'text'],
          ]}
        />
      )}
    </>
  );
}
