import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '@/api/client';
import { Confirm } from '@/components/Confirm';
import { Table } from '@/components/Table';
import { Card, Empty, Loaded, Time } from '@/components/ui';

/** Where one account is logged in; each log-in is a session, and ends on its own or by hand. */
export function Sessions({ name, self, onClose }: { name: string; self: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const path = { username: name };
  const sessions = useQuery({
    queryKey: ['users', name, 'sessions'],
    queryFn: () => ask('GET /api/users/{username}/sessions', { path }),
    refetchInterval: 10_000,
  });
  /** Of one session, or `all`. */
  const [ending, setEnding] = useState<string | null>(null);
  const many = sessions.data?.sessions.length ?? 0;
  return (
    <Card
      title={`Sessions of ${name}`}
      aside={
        <span className="filters">
          {many > 0 && (
            <button type="button" className="small danger" onClick={() => setEnding('all')}>
              Log out everywhere
            </button>
          )}
          <button type="button" className="small" onClick={onClose}>
            Close
          </button>
        </span>
      }
    >
      <Loaded query={sessions} what="the sessions">
        {({ sessions: all }) =>
          all.length === 0 ? (
            <Empty>Logged in nowhere.</Empty>
          ) : (
            <Table
              label={`Sessions of ${name}`}
              rows={all}
              id={(s) => s.session}
              columns={[
                ['Begun', (s) => <Time at={s.begun} date />],
                ['Last used', (s) => <Time at={s.last_used} date />],
                ['Ends by itself', (s) => <Time at={s.expires} date />],
                ['Session', (s) => <code>{s.session}</code>],
                [
                  'End',
                  (s) => (
                    <button type="button" className="small danger" aria-label={`End session ${s.session}`} onClick={() => setEnding(s.session)}>
                      End
                    </button>
                  ),
                  'commands',
                ],
              ]}
            />
          )
        }
      </Loaded>
      {ending !== null && (
        <Confirm
          title={ending === 'all' ? `Log ${name} out everywhere` : 'End this session'}
          action={ending === 'all' ? `End ${many} ${many === 1 ? 'session' : 'sessions'}` : 'End the session'}
          consequence={`Its pages, streams and tokens end at once; with the password ${name} can log in again.${self ? ' Yours may be among them.' : ''}`}
          danger
          {...(ending === 'all' ? { typed: name.toLowerCase() } : {})}
          run={async () => {
            await (ending === 'all'
              ? ask('DELETE /api/users/{username}/sessions', { path })
              : ask('DELETE /api/users/{username}/sessions/{session}', { path: { ...path, session: ending } }));
            await client.invalidateQueries({ queryKey: ['users', name] });
          }}
          onClose={() => setEnding(null)}
        />
      )}
    </Card>
  );
}
