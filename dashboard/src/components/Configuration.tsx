import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { Confirm } from '@/components/Confirm';
import { Table, type Column } from '@/components/Table';
import { Badge, Card, Empty, Loaded } from '@/components/ui';
import { originOf } from '@/format/origin';

type Entry = Answer<'GET /api/config'>['entries'][number];
type Reloaded = Answer<'POST /api/config/reload'>;

const ROOT = 'orchestrator.';

/** Every key with its value, who set it, and whether a change counts without a restart. */
export function Configuration() {
  const config = useQuery({ queryKey: ['config'], queryFn: () => ask('GET /api/config') });
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [own, setOwn] = useState(false);
  const [live, setLive] = useState(false);
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState<Reloaded | null>(null);
  const all = useMemo(() => (config.data?.entries ?? []).map((e) => ({ ...e, from: originOf(e.origin) })), [config.data]);
  const wanted = text.trim().toLowerCase();
  const shown = all.filter(
    (e) => (!own || e.from.kind !== 'default') && (!live || e.reloadable) && `${e.key} ${e.value} ${e.origin}`.toLowerCase().includes(wanted),
  );
  return (
    <Card
      title="Configuration"
      aside={
        <button type="button" onClick={() => setAsking(true)}>
          Read it again
        </button>
      }
    >
      {done !== null && <Outcome done={done} />}
      <div className="filters">
        <input type="search" aria-label="Search the configuration" placeholder="Key, value or file" value={text} onChange={(e) => setText(e.target.value)} />
        <label className="check">
          <input type="checkbox" checked={own} onChange={(e) => setOwn(e.target.checked)} />
          set here
        </label>
        <label className="check">
          <input type="checkbox" checked={live} onChange={(e) => setLive(e.target.checked)} />
          counts without a restart
        </label>
      </div>
      <Loaded query={config} what="the configuration">
        {() => (
          <>
            <p role="status">
              {shown.length} of {all.length} keys; {all.filter((e) => e.from.kind !== 'default').length} are set here, the others are defaults.
            </p>
            {shown.length === 0 ? <Empty>No such key.</Empty> : <Table label="Configuration" rows={shown} id={(e) => e.key} columns={COLUMNS} row={(e) => ({ 'data-key': e.key })} />}
          </>
        )}
      </Loaded>
      {asking && (
        <Confirm
          title="Read the configuration again"
          action="Read it again"
          consequence="Files and environment are read anew. Limits, intervals and log levels that changed count at once, for every order judged from then on; what else changed is listed and waits for a restart. If anything is invalid, nothing changes."
          danger
          run={async () => {
            setDone(await ask('POST /api/config/reload'));
            await client.invalidateQueries();
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </Card>
  );
}

const COLUMNS: readonly Column<Entry & { from: ReturnType<typeof originOf> }>[] = [
  ['Key', (e) => <code>{e.key.startsWith(ROOT) ? e.key.slice(ROOT.length) : e.key}</code>],
  ['Value', (e) => <code>{e.value}</code>],
  ['From', (e) => <span className={e.from.kind === 'default' ? 'quiet' : undefined} title={e.origin}>{e.from.text}</span>],
  ['A change counts', (e) => (e.reloadable ? <Badge state="at once" tone="good" /> : 'after a restart')],
];

function Outcome({ done }: { done: Reloaded }) {
  const list = (changes: Reloaded['applied']) => (
    <ul>
      {changes.map((c) => (
        <li key={c.key}>
          <code>{c.key}</code>: {c.before || 'nothing'} → <strong>{c.after || 'nothing'}</strong>
        </li>
      ))}
    </ul>
  );
  return (
    <div className="why" role="status">
      <strong>Read again.</strong> {done.applied.length === 0 ? 'Nothing that counts at once has changed.' : 'Counts from now on:'}
      {list(done.applied)}
      {done.after_restart.length > 0 && 'Waits for a restart:'}
      {list(done.after_restart)}
    </div>
  );
}
