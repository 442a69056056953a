import type { Bar } from '@/stream/messages';

/** Of two states of one bar the one that knows more: an ended one, else that of more trades. */
function better<B extends Bar>(one: B, other: B): B {
  return other.final !== one.final ? (other.final ? other : one) : other.volume >= one.volume ? other : one;
}

/** What was kept and what came over the stream, oldest first, each bar once. */
export function joined(kept: readonly Bar[], streamed: readonly Bar[]): Bar[] {
  const byTime = new Map<string, Bar>();
  for (const bar of [...kept, ...streamed]) {
    const known = byTime.get(bar.timestamp);
    byTime.set(bar.timestamp, known === undefined ? bar : better(known, bar));
  }
  return [...byTime.values()].sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
}

/** One more of the stream, as a new list: a later state of a bar takes the place of the earlier. */
export function appended<B extends Bar>(bars: readonly B[], bar: B, most: number): readonly B[] {
  const at = bars.findLastIndex((b) => b.timestamp === bar.timestamp);
  return at < 0 ? [...bars.slice(1 - most), bar] : bars.with(at, bar);
}

const same = (a: Bar, b: Bar | undefined) =>
  b !== undefined && a.timestamp === b.timestamp && a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume;

/** The first bar that is not drawn as it is now; the length when all are. */
export function firstChange(drawn: readonly Bar[], bars: readonly Bar[]): number {
  const at = bars.findIndex((bar, i) => !same(bar, drawn[i]));
  return at < 0 ? bars.length : at;
}
