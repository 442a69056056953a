export interface BackOff {
  /** Bound of the first wait, milliseconds. */
  firstMs: number;
  /** No wait is longer, milliseconds. */
  longestMs: number;
}

export const DEFAULT_BACK_OFF: BackOff = { firstMs: 500, longestMs: 15_000 };

/** A tenth of the bound at least: a wait of nothing would be a busy loop. */
const LEAST = 0.1;

/**
 * Exponential with full jitter (Brooker, "Exponential Backoff And Jitter", AWS 2015): uniform below a
 * bound that doubles, so that a thousand pages do not return to a restarted server in step.
 *
 * @param attempt 0 for the first wait
 * @param random in [0, 1)
 */
export function delayMs(attempt: number, random: number, settings = DEFAULT_BACK_OFF): number {
  const bound = Math.min(settings.longestMs, settings.firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(bound * (LEAST + (1 - LEAST) * random));
}
