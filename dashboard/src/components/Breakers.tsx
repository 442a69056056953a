import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { has, useSession } from '@/api/session';
import { Confirm } from '@/components/Confirm';
import { Badge, Card, Loaded, Scroll, Time } from '@/components/ui';
import { words } from '@/format/numbers';
import { useLive } from '@/live/store';

type Breaker = Answer<'GET /api/risk/breakers'>['breakers'][number];

export function Breakers() {
  const roles = useSession((s) => s.roles);
  const client = useQueryClient();
  const told = useLive((live) => live.risk?.breakers.map((b) => b.state).join() ?? '');
  const breakers = useQuery({ queryKey: ['breakers', told], queryFn: () => ask('GET /api/risk/breakers'), placeholderData: (b) => b });
  const [resetting, setResetting] = useState<Breaker | null>(null);
  return (
    <Card title="Circuit breakers">
      <Loaded query={breakers} what="the breakers">
        {({ breakers: all }) => (
          <Scroll label="Circuit breakers">
            <table>
              <thead>
                <tr>
                  <th>Breaker</th>
                  <th>State</th>
                  <th>Lets through</th>
                  <th>Since</th>
                  <th>Cause</th>
                  <th>Closes</th>
                  <th>
                    <span className="hidden">Reset</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {all.map((b) => (
                  <tr key={`${b.name} ${b.subject}`} data-breaker={b.name}>
                    <td title={b.watches}>
                      {words(b.name)} {b.subject !== 'portfolio' && <small>{b.subject}</small>}
                    </td>
                    <td>
                      <Badge state={b.state} />
                    </td>
                    <td>{words(b.allows)}</td>
                    <td>
                      <Time at={b.since} />
                    </td>
                    <td>{b.cause || '–'}</td>
                    <td>
                      {words(b.policy.reset)}
                      {b.until !== null && (
                        <>
                          , <Time at={b.until} />
                        </>
                      )}
                    </td>
                    <td>
                      {b.state !== 'closed' && has(roles, 'risk') && (
                        <button type="button" className="small danger" onClick={() => setResetting(b)}>
                          Reset
                        </button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Loaded>
      {resetting !== null && (
        <Confirm
          title={`Reset ${words(resetting.name).toLowerCase()}`}
          action="Reset the breaker"
          consequence={`It opened because: ${resetting.cause || 'no cause was recorded'}. After the reset entries may leave again; it opens again when its condition still holds.`}
          danger
          wantsReason
          run={async (reason) => {
            await ask('POST /api/risk/breakers/{name}/reset', {
              path: { name: resetting.name },
              body: { reason, subject: resetting.subject },
            });
            await client.invalidateQueries();
          }}
          onClose={() => setResetting(null)}
        />
      )}
    </Card>
  );
}
