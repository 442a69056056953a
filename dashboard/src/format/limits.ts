import type { Answer } from '@/api/endpoints';
import { words } from '@/format/numbers';

type Limits = Answer<'GET /api/risk/limits'>;

/** Fields of the answer that are numbers but no limits. */
const OTHER = new Set(['version']);

export function limitNames(limits: Limits): string[] {
  return Object.entries(limits)
    .filter(([name, value]) => typeof value === 'number' && !OTHER.has(name))
    .map(([name]) => name);
}

/** What a person typed that differs from what is in force; null: not a number above 0. */
export function changes(limits: Limits, typed: Readonly<Record<string, string>>): Record<string, number> | null {
  const changed: Record<string, number> = {};
  for (const [name, text] of Object.entries(typed)) {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
      return null;
    }
    if (value !== (limits as Record<string, unknown>)[name]) {
      changed[name] = value;
    }
  }
  return changed;
}

export type NarrowKind = 'symbols' | 'strategies';

/** Limits of one symbol or strategy, beside those of the account. */
export interface Narrow {
  kind: NarrowKind;
  name: string;
  limits: Readonly<Record<string, unknown>>;
}

/** Fields of a form: a number as it was typed, or a switch. */
export type NarrowForm = Readonly<Record<string, string | boolean>>;

export const NARROW_NUMBERS = [
  'max_order_notional',
  'max_order_quantity',
  'max_orders_per_minute',
  'max_position',
  'price_collar',
  'located',
  'lot',
] as const;
export const NARROW_FLAGS = ['restricted', 'no_short'] as const;

const WHOLE = new Set<string>(['max_order_quantity', 'max_orders_per_minute', 'located', 'lot']);

export function narrowed(limits: Limits): Narrow[] {
  return (['symbols', 'strategies'] as const).flatMap((kind) =>
    Object.entries(limits[kind]).map(([name, one]) => ({ kind, name, limits: one as Readonly<Record<string, unknown>> })),
  );
}

/** What differs from no limit at all, in words. */
export function narrowWords({ limits }: Narrow): string[] {
  const flags = NARROW_FLAGS.filter((name) => limits[name] === true).map((name) => words(name).toLowerCase());
  const numbers = NARROW_NUMBERS.filter((name) => typeof limits[name] === 'number' && !(name === 'lot' && limits[name] === 1));
  return [...flags, ...numbers.map((name) => `${words(name).toLowerCase()} ${String(limits[name])}`)];
}

/** What is left empty is not limited; null: something is no number above 0, or not whole where shares are counted. */
export function narrowFrom(form: NarrowForm): Record<string, number | boolean> | null {
  const limits: Record<string, number | boolean> = {};
  for (const name of NARROW_FLAGS) {
    limits[name] = form[name] === true;
  }
  for (const name of NARROW_NUMBERS) {
    const typed = String(form[name] ?? '').trim();
    if (typed === '') {
      continue;
    }
    const value = Number(typed);
    if (!Number.isFinite(value) || value <= 0 || (WHOLE.has(name) && !Number.isSafeInteger(value))) {
      return null;
    }
    limits[name] = value;
  }
  return limits;
}

/** All of a kind, with that one as given; without it when nothing is given. They are replaced as a whole. */
export function withNarrow(limits: Limits, kind: NarrowKind, name: string, one?: object): Record<string, unknown> {
  const others = Object.entries(limits[kind]).filter(([other]) => other !== name);
  return Object.fromEntries(one === undefined ? others : [...others, [name, one]]);
}
