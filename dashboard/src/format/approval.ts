/** What a second person is asked to agree to, in words: what holds now and what would. */
import type { Answer } from '@/api/endpoints';
import { limitNames, narrowWords, type NarrowKind } from '@/format/limits';
import { words } from '@/format/numbers';

export type Approval = Answer<'GET /api/approvals'>['approvals'][number];
type Limits = Answer<'GET /api/risk/limits'>;
type Breaker = Answer<'GET /api/risk/breakers'>['breakers'][number];

export interface Change {
  what: string;
  now: string;
  then: string;
}

/** What holds now; of what is not known yet nothing is said. */
export interface Present {
  limits: Limits | undefined;
  tradingState: string;
  breakers: readonly Breaker[] | undefined;
}

const KINDS: Readonly<Record<string, { title: string; effect: string }>> = {
  raise_limits: { title: 'Looser limits', effect: 'They hold for every order that is judged after the grant.' },
  release_kill: {
    title: 'Resume trading',
    effect: 'Workflows and people may open positions again, within the limits in force. Breakers that are open stay open.',
  },
  reset_breaker: { title: 'Reset a breaker', effect: 'What it keeps back may leave again; it opens again when its condition still holds.' },
};

export function titleOf(approval: Approval): string {
  return KINDS[approval.kind]?.title ?? words(approval.kind);
}

export function effectOf(approval: Approval): string {
  return KINDS[approval.kind]?.effect ?? '';
}

/** Before and after, one by one. */
export function changesOf(approval: Approval, present: Present): Change[] {
  switch (approval.kind) {
    case 'raise_limits':
      return present.limits === undefined || approval.limits === null ? [] : limitChanges(present.limits, approval.limits);
    case 'release_kill':
      return [{ what: 'Trading', now: words(present.tradingState), then: 'Active' }];
    case 'reset_breaker': {
      const breaker = present.breakers?.find((b) => b.name === approval.breaker && b.subject === approval.subject);
      const what = `Breaker ${words(approval.breaker ?? '').toLowerCase()} of ${approval.subject}`;
      return [{ what, now: breaker === undefined ? '' : `${words(breaker.state)}${breaker.cause === '' ? '' : `, because ${breaker.cause}`}`, then: 'Closed' }];
    }
    default:
      return [];
  }
}

function limitChanges(now: Limits, then: Readonly<Record<string, unknown>>): Change[] {
  const account = limitNames(now).map((name) => ({
    what: words(name),
    now: String((now as Record<string, unknown>)[name]),
    then: String(then[name]),
  }));
  const narrow = (['symbols', 'strategies'] as const).flatMap((kind) => {
    const before = now[kind];
    const after = (then[kind] ?? {}) as Record<string, unknown>;
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().map((name) => ({
      what: `${kind === 'symbols' ? 'Symbol' : 'Strategy'} ${name}`,
      now: narrowText(kind, name, before[name]),
      then: narrowText(kind, name, after[name]),
    }));
  });
  return [...account, ...narrow].filter((c) => c.now !== c.then);
}

function narrowText(kind: NarrowKind, name: string, limits: unknown): string {
  const all = limits === undefined ? [] : narrowWords({ kind, name, limits: limits as Record<string, unknown> });
  return all.length === 0 ? 'only the limits of the account' : all.join(', ');
}
