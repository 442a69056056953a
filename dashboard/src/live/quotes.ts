import { useCallback, useSyncExternalStore } from 'react';
import { appended } from '@/charts/bars';
import type { Quote, StreamedBar } from '@/stream/messages';

/**
 * Newest value by key, told to its readers at most once a frame: a hundred updates a second cost the
 * rows that changed, and not the table.
 */
export class Board<T> {
  private readonly values = new Map<string, T>();
  private readonly readers = new Map<string, Set<() => void>>();
  private readonly dirty = new Set<string>();
  private scheduled = false;

  constructor(private readonly frame: (flush: () => void) => void = requestAnimationFrame) {}

  put(key: string, value: T): void {
    this.values.set(key, value);
    this.dirty.add(key);
    if (!this.scheduled) {
      this.scheduled = true;
      this.frame(() => this.flush());
    }
  }

  get(key: string): T | undefined {
    return this.values.get(key);
  }

  clear(): void {
    this.values.forEach((_, key) => this.dirty.add(key));
    this.values.clear();
    this.flush();
  }

  subscribe(key: string, reader: () => void): () => void {
    const all = this.readers.get(key) ?? new Set();
    this.readers.set(key, all.add(reader));
    return () => {
      all.delete(reader);
      if (all.size === 0 && this.readers.get(key) === all) {
        this.readers.delete(key);
      }
    };
  }

  private flush(): void {
    this.scheduled = false;
    const keys = [...this.dirty];
    this.dirty.clear();
    keys.forEach((key) => this.readers.get(key)?.forEach((reader) => reader()));
  }
}

export const quotes = new Board<Quote>((flush) => requestAnimationFrame(flush));
/** Streamed bars, oldest first, by `symbol:timeframe`: a frame may bring the end of one and the next. */
export const bars = new Board<readonly StreamedBar[]>((flush) => requestAnimationFrame(flush));
/** Of each; the history is asked again long before so many have come. */
const MAX_BARS = 500;

export function barCame(bar: StreamedBar): void {
  const key = `${bar.symbol}:${bar.timeframe}`;
  bars.put(key, appended(bars.get(key) ?? [], bar, MAX_BARS));
}

export function useBoard<T>(board: Board<T>, key: string): T | undefined {
  const subscribe = useCallback((reader: () => void) => board.subscribe(key, reader), [board, key]);
  return useSyncExternalStore(subscribe, () => board.get(key));
}
