import { useQuery } from '@tanstack/react-query';
import { ask } from '@/api/client';
import { Card, Empty, Loaded, Scroll, Time } from '@/components/ui';
import { words } from '@/format/numbers';

const NEWEST = 100;

/** Who did what, from where, before and after; each entry is chained to the one before it. */
export function AuditTrail() {
  const audit = useQuery({ queryKey: ['audit'], queryFn: () => ask('GET /api/audit', { query: { limit: NEWEST } }), refetchInterval: 10_000 });
  return (
    <Card title="Audit" aside={<small><code>orchestrator audit verify</code> checks the chain</small>}>
      <Loaded query={audit} what="the audit">
        {({ entries }) =>
          entries.length === 0 ? (
            <Empty>Nobody has asked for anything yet.</Empty>
          ) : (
            <Scroll label="Audit">
              <table>
                <thead>
                  <tr>
                    <th className="number">Seq</th>
                    <th>At</th>
                    <th>Who</th>
                    <th>From</th>
                    <th>Did</th>
                    <th>To</th>
                    <th>Outcome</th>
                    <th>Before → after</th>
                  </tr>
                </thead>
                <tbody>
                  {entries.map((e) => (
                    <tr key={e.seq} title={e.hash}>
                      <td className="number">{e.seq}</td>
                      <td>
                        <Time at={e.timestamp} date />
                      </td>
                      <td>{e.subject || '–'}</td>
                      <td>{e.address || '–'}</td>
                      <td>{words(e.action)}</td>
                      <td>{e.target || '–'}</td>
                      <td>{e.outcome || '–'}</td>
                      <td>{e.before || e.after ? `${e.before || '–'} → ${e.after || '–'}` : ''}</td>
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
