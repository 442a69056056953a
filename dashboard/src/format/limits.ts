import type { Answer } from '@/api/endpoints';

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
