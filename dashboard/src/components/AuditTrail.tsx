import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '@/api/client';
import { FilterForm, noFilters, type FilterField, type Filters } from '@/components/FilterForm';
import { Pager, Table } from '@/components/Table';
import { Badge, Card, Empty, Loaded, Time } from '@/components/ui';
import { words } from '@/format/numbers';

const PAGE = 50;
const KINDS = ['command', 'outcome', 'denial', 'login', 'state_change', 'limit_change'];
const FIELDS: readonly FilterField[] = [
  { name: 'kind', label: 'Kind', kind: { choice: [['', 'Every kind'], ...KINDS.map((k) => [k, words(k)] as const)] } },
  { name: 'subject', label: 'Who', kind: { suggested: [] }, hint: 'name of an account' },
  { name: 'action', label: 'Did', kind: { suggested: ['login', 'logout', 'trading_state_changed', 'order_intended'] }, hint: 'login, …' },
  { name: 'target', label: 'To', kind: { suggested: [] } },
  { name: 'correlation_id', label: 'Belongs to', kind: { suggested: [] }, hint: 'id of a run or request' },
  { name: 'from', label: 'From', kind: 'time' },
  { name: 'to', label: 'To before', kind: 'time' },
];
const NONE = noFilters(FIELDS);

const SHORT = 40;

/** In one line where it has room in one. */
function Change({ before, after }: { before: string | null; after: string | null }) {
  const text = before || after ? `${before || '–'} → ${after || '–'}` : '';
  return text.length <= SHORT ? (
    text
  ) : (
    <details>
      <summary className="line">{text}</summary>
      <pre role="region" tabIndex={0} aria-label="Before and after">
        {before || '–'}
        {'\n→ '}
        {after || '–'}
      </pre>
    </details>
  );
}

/** Who did what, from where, before and after; each entry is chained to the one before it. */
export function AuditTrail() {
  const [filters, setFilters] = useState<Filters>(NONE);
  const [pages, setPages] = useState<string[]>([]);
  const before = pages.at(-1);
  const audit = useQuery({
    queryKey: ['audit', filters, before],
    queryFn: () => ask('GET /api/audit', { query: { limit: PAGE, after_seq: before, ...filters } }),
    // Only the newest page changes.
    refetchInterval: before === undefined ? 10_000 : false,
    placeholderData: (b) => b,
  });
  return (
    <Card title="Audit" aside={<small><code>orchestrator audit verify</code> checks the chain</small>}>
      <FilterForm
        label="Filter of the audit"
        fields={FIELDS}
        value={filters}
        onApply={(wanted) => {
          setPages([]);
          setFilters(wanted);
        }}
      />
      <Loaded query={audit} what="the audit">
        {({ entries, next_after_seq }) => (
          <>
            {entries.length === 0 ? (
              <Empty>{filters === NONE ? 'Nobody has asked for anything yet.' : 'No entry matches.'}</Empty>
            ) : (
              <Table
                label="Audit"
                rows={entries}
                id={(e) => e.seq}
                row={(e) => ({ title: e.hash })}
                columns={[
                  ['Seq', (e) => e.seq, 'number'],
                  ['At', (e) => <Time at={e.timestamp} date />],
                  ['Kind', (e) => <Badge state={e.kind} tone={e.kind === 'denial' ? 'bad' : e.kind === 'limit_change' ? 'fair' : 'quiet'} />],
                  ['Who', (e) => (e.subject ? <>{e.subject} {e.address && <small>{e.address}</small>}</> : '–')],
                  ['Did', (e) => <span className="line" title={e.action}>{e.action.includes('/') ? <code>{e.action}</code> : words(e.action)}</span>],
                  ['To', (e) => <span className="line" title={e.target ?? ''}>{e.target || '–'}</span>],
                  ['Outcome', (e) => e.outcome || '–'],
                  ['Before → after', (e) => <Change before={e.before} after={e.after} />],
                ]}
              />
            )}
            <Pager pages={pages} next={next_after_seq === null ? null : String(next_after_seq)} go={setPages} />
          </>
        )}
      </Loaded>
    </Card>
  );
}
