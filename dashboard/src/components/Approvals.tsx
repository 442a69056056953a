import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { Confirm } from '@/components/Confirm';
import { Card, Empty, Loaded, Time } from '@/components/ui';
import { words } from '@/format/numbers';

type Approval = Answer<'GET /api/approvals'>['approvals'][number];

/** What waits for a second person. */
export function Approvals() {
  const client = useQueryClient();
  const approvals = useQuery({ queryKey: ['approvals'], queryFn: () => ask('GET /api/approvals'), refetchInterval: 10_000 });
  const [deciding, setDeciding] = useState<{ approval: Approval; grant: boolean } | null>(null);
  return (
    <Card title="Waiting for a second person">
      <Loaded query={approvals} what="the approvals">
        {({ approvals: all }) =>
          all.length === 0 ? (
            <Empty>Nothing waits.</Empty>
          ) : (
            <ul className="plain">
              {all.map((a) => (
                <li key={a.id}>
                  <strong>{words(a.kind)}</strong>: {a.summary}, asked by {a.requested_by} ({a.reason}), until <Time at={a.expires_at} />{' '}
                  <button type="button" className="small" onClick={() => setDeciding({ approval: a, grant: true })}>
                    Grant
                  </button>{' '}
                  <button type="button" className="small" onClick={() => setDeciding({ approval: a, grant: false })}>
                    Refuse
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {deciding !== null && (
        <Confirm
          title={deciding.grant ? 'Grant' : 'Refuse'}
          action={deciding.grant ? 'Grant it' : 'Refuse it'}
          consequence={deciding.approval.summary}
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
