import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { has, useSession } from '@/api/session';
import { Confirm } from '@/components/Confirm';
import { Table } from '@/components/Table';
import { Badge, Card, Loaded, Time } from '@/components/ui';
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
          <Table
            label="Circuit breakers"
            rows={all}
            id={(b) => `${b.name} ${b.subject}`}
            row={(b) => ({ 'data-breaker': b.name })}
            columns={[
              [
                'Breaker',
                (b) => (
                  <span title={b.watches}>
                    {words(b.name)} {b.subject !== 'portfolio' && <small>{b.subject}</small>}
                  </span>
                ),
              ],
              ['State', (b) => <Badge state={b.state} />],
              ['Lets through', (b) => words(b.allows)],
              ['Since', (b) => <Time at={b.since} />],
              ['Cause', (b) => b.cause || '–'],
              [
                'Closes',
                (b) => (
                  <>
                    {words(b.policy.reset)}
                    {b.until !== null && (
                      <>
                        , <Time at={b.until} />
                      </>
                    )}
                  </>
                ),
              ],
              [
                'Reset',
                (b) =>
                  b.state !== 'closed' &&
                  has(roles, 'risk') && (
                    <button type="button" className="small danger" onClick={() => setResetting(b)}>
                      Reset
                    </button>
                  ),
                'commands',
              ],
            ]}
          />
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
