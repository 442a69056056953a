import { useId, useState } from 'react';
import { instantOf, localInput } from '@/format/time';
import { usePreferences } from '@/live/preferences';

export interface FilterField {
  name: string;
  label: string;
  /** A list to choose from, the first of all; `suggested` ones may be typed over; `time` is an instant. */
  kind: { choice: readonly (readonly [value: string, label: string])[] } | { suggested: readonly string[] } | 'time';
  hint?: string;
}
/** By name; instants as the server writes them, empty is not filtered. */
export type Filters = Readonly<Record<string, string>>;

interface Props {
  label: string;
  fields: readonly FilterField[];
  value: Filters;
  onApply: (value: Filters) => void;
}

export function noFilters(fields: readonly FilterField[]): Filters {
  return Object.fromEntries(fields.map((f) => [f.name, '']));
}

/** What a list is asked for; asked when somebody is done with it, not at each key. */
export function FilterForm({ label, fields, value, onApply }: Props) {
  const zone = usePreferences((p) => p.zone);
  // What is typed and not applied yet, as it is typed.
  const [draft, setDraft] = useState<Filters>({});
  const id = useId();
  // A phone has room for what is found, or for the fields.
  const [open, setOpen] = useState(() => matchMedia('(min-width: 60rem)').matches);
  const typed = (f: FilterField) => draft[f.name] ?? (f.kind === 'time' ? localInput(value[f.name], zone) : (value[f.name] ?? ''));
  const wanted = (all: Filters): Filters =>
    Object.fromEntries(
      fields.map((f) => {
        const text = all[f.name];
        return [f.name, text === undefined ? (value[f.name] ?? '') : f.kind === 'time' ? instantOf(text, zone) : text.trim()];
      }),
    );
  const next = wanted(draft);
  const backwards = Boolean(next['from'] && next['to']) && Date.parse(next['from'] ?? '') >= Date.parse(next['to'] ?? '');
  function apply(all: Filters) {
    setDraft({});
    onApply(wanted(all));
  }
  const inForce = Object.values(value).filter((v) => v !== '').length;
  return (
    <details className="filter" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
    <summary>Filter{inForce > 0 && `, ${inForce} in force`}</summary>
    <form
      className="fields filtering"
      aria-label={label}
      onSubmit={(e) => {
        e.preventDefault();
        if (!backwards) {
          apply(draft);
        }
      }}
    >
      {fields.map((f) => {
        const set = (text: string) => setDraft({ ...draft, [f.name]: text });
        return (
          <label key={f.name}>
            {f.label}
            {typeof f.kind === 'object' && 'choice' in f.kind ? (
              <select value={typed(f)} onChange={(e) => apply({ ...draft, [f.name]: e.target.value })}>
                {f.kind.choice.map(([option, text]) => (
                  <option key={option} value={option}>
                    {text}
                  </option>
                ))}
              </select>
            ) : f.kind === 'time' ? (
              <input type="datetime-local" step={1} value={typed(f)} onChange={(e) => set(e.target.value)} />
            ) : (
              <>
                <input value={typed(f)} list={`${id}${f.name}`} placeholder={f.hint} autoComplete="off" spellCheck={false} onChange={(e) => set(e.target.value)} />
                <datalist id={`${id}${f.name}`}>
                  {f.kind.suggested.map((s) => (
                    <option key={s} value={s} />
                  ))}
                </datalist>
              </>
            )}
          </label>
        );
      })}
      <span className="filters">
        <button type="submit" className="primary" disabled={backwards || Object.keys(draft).length === 0}>
          Apply
        </button>
        <button type="button" disabled={Object.keys(draft).length === 0 && Object.values(value).every((v) => v === '')} onClick={() => apply(noFilters(fields))}>
          Clear
        </button>
        {backwards && <span className="bad">The end is not after the begin.</span>}
      </span>
    </form>
    </details>
  );
}
