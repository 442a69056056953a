import { useQuery } from '@tanstack/react-query';
import { ask } from '@/api/client';
import { Table } from '@/components/Table';
import { Card, Empty, Loaded, Time } from '@/components/ui';
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
            <Table
              label="Audit"
              rows={entries}
              id={(e) => e.seq}
              row={(e) => ({ title: e.hash })}
              columns={[
                ['Seq', (e) => e.seq, 'number'],
                ['At', (e) => <Time at={e.timestamp} date />],
                ['Who', (e) => e.subject || '–'],
                ['From', (e) => e.address || '–'],
                ['Did', (e) => words(e.action)],
                ['To', (e) => e.target || '–'],
                ['Outcome', (e) => e.outcome || '–'],
                ['Before → after', (e) => (e.before || e.after ? `${e.before || '–'} → ${e.after || '–'}` : '')],
              ]}
            />
          )
        }
      </Loaded>
    </Card>
  );
}
