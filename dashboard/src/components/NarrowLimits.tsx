import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '@/api/client';
import type { Answer } from '@/api/endpoints';
import { has, useSession } from '@/api/session';
import { Confirm } from '@/components/Confirm';
import { Table } from '@/components/Table';
import { Card, Empty, Loaded } from '@/components/ui';
import {
  NARROW_FLAGS,
  NARROW_NUMBERS,
  narrowFrom,
  narrowWords,
  narrowed,
  withNarrow,
  type Narrow,
  type NarrowForm,
  type NarrowKind,
} from '@/format/limits';
import { words } from '@/format/numbers';

type Limits = Answer<'GET /api/risk/limits'>;

const NEW: Narrow = { kind: 'symbols', name: '', limits: {} };
const ONE = { symbols: 'Symbol', strategies: 'Strategy' } as const;

/** Limits of single symbols and strategies; of two limits the tighter one holds. */
export function NarrowLimits() {
  const roles = useSession((s) => s.roles);
  const limits = useQuery({ queryKey: ['limits'], queryFn: () => ask('GET /api/risk/limits') });
  const [editing, setEditing] = useState<Narrow | null>(null);
  const [removing, setRemoving] = useState<Narrow | null>(null);
  const may = has(roles, 'risk');
  return (
    <Card
      title="Limits of symbols and strategies"
      aside={
        may && (
          <button type="button" className="small" onClick={() => setEditing(NEW)}>
            Limit a symbol or strategy
          </button>
        )
      }
    >
      <Loaded query={limits} what="the limits">
        {(data) => (
          <>
            {narrowed(data).length === 0 ? (
              <Empty>None has limits of its own: those of the account hold for all.</Empty>
            ) : (
              <Table
                label="Limits of symbols and strategies"
                rows={narrowed(data)}
                id={(n) => `${n.kind} ${n.name}`}
                columns={[
                  ['Of', (n) => ONE[n.kind]],
                  ['Name', (n) => n.name],
                  ['Limits', (n) => narrowWords(n).join(', ') || 'none'],
                  ...(may ? [['Change', (n: Narrow) => <Commands one={n} edit={setEditing} remove={setRemoving} />, 'commands'] as const] : []),
                ]}
              />
            )}
            {editing && <Editor limits={data} one={editing} onClose={() => setEditing(null)} />}
            {removing && <Removal limits={data} one={removing} onClose={() => setRemoving(null)} />}
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Commands(props: { one: Narrow; edit: (one: Narrow) => void; remove: (one: Narrow) => void }) {
  return (
    <>
      <button type="button" className="small" aria-label={`Change the limits of ${props.one.name}`} onClick={() => props.edit(props.one)}>
        Change
      </button>
      <button type="button" className="small danger" aria-label={`Remove the limits of ${props.one.name}`} onClick={() => props.remove(props.one)}>
        Remove
      </button>
    </>
  );
}

function useChange(limits: Limits, onClose: () => void) {
  const client = useQueryClient();
  return async (reason: string, kind: NarrowKind, all: Record<string, unknown>) => {
    await ask('PUT /api/risk/limits', { body: { reason, expected_version: limits.version, [kind]: all } });
    await client.invalidateQueries();
    onClose();
  };
}

function Editor({ limits, one, onClose }: { limits: Limits; one: Narrow; onClose: () => void }) {
  const isNew = one.name === '';
  const [kind, setKind] = useState<NarrowKind>(one.kind);
  const [name, setName] = useState(one.name);
  const [form, setForm] = useState<NarrowForm>(() =>
    Object.fromEntries(
      [...NARROW_NUMBERS, ...NARROW_FLAGS].map((field) => {
        const value = one.limits[field];
        return [field, typeof value === 'boolean' ? value : value === undefined ? '' : String(value)];
      }),
    ),
  );
  const change = useChange(limits, onClose);
  const wanted = narrowFrom(form);
  const called = kind === 'symbols' ? name.trim().toUpperCase() : name.trim();
  const taken = isNew && called in limits[kind];
  return (
    <Confirm
      title={isNew ? 'Limit a symbol or strategy' : `Limits of ${one.name}`}
      action="Change the limits"
      consequence={`They hold for every order that is judged after this moment, beside those of the account: of two the tighter one. What is left empty is not limited here.${limits.four_eyes ? ' Looser limits wait for a second person.' : ''}`}
      danger
      wantsReason
      ready={called !== '' && !taken && wanted !== null}
      run={(reason) => change(reason, kind, withNarrow(limits, kind, called, wanted ?? {}))}
      onClose={onClose}
    >
      {isNew && (
        <div className="fields">
          <label>
            Of
            <select value={kind} onChange={(e) => setKind(e.target.value as NarrowKind)}>
              <option value="symbols">a symbol</option>
              <option value="strategies">a strategy</option>
            </select>
          </label>
          <label>
            Name
            <input value={name} spellCheck={false} autoComplete="off" onChange={(e) => setName(e.target.value)} />
          </label>
        </div>
      )}
      <div className="fields limits">
        {NARROW_NUMBERS.map((field) => (
          <label key={field}>
            {words(field)}
            <input inputMode="decimal" value={String(form[field])} onChange={(e) => setForm({ ...form, [field]: e.target.value })} />
          </label>
        ))}
        {NARROW_FLAGS.map((field) => (
          <label key={field} className="check">
            <span>{words(field)}</span>
            <input type="checkbox" checked={form[field] === true} onChange={(e) => setForm({ ...form, [field]: e.target.checked })} />
          </label>
        ))}
      </div>
      {wanted === null && <p className="bad">Each limit is a number above 0; shares, orders and lots are whole.</p>}
      {taken && <p className="bad">{called} has limits already: change those.</p>}
    </Confirm>
  );
}

function Removal({ limits, one, onClose }: { limits: Limits; one: Narrow; onClose: () => void }) {
  const change = useChange(limits, onClose);
  return (
    <Confirm
      title={`Remove the limits of ${one.name}`}
      action="Remove them"
      consequence={`${one.name} then has only the limits of the account. It had: ${narrowWords(one).join(', ') || 'none'}.`}
      danger
      wantsReason
      run={(reason) => change(reason, one.kind, withNarrow(limits, one.kind, one.name))}
      onClose={onClose}
    />
  );
}
