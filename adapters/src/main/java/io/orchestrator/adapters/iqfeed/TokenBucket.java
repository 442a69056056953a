package io.orchestrator.adapters.iqfeed;

import java.util.function.LongSupplier;

/**
 * So many requests a second, with a few saved up for a burst. Begins empty: vendors refuse the
 * burst of a client that has just come. Not thread-safe.
 */
final class TokenBucket {
  private final long nanosPerToken;
  private final int burst;
  private final LongSupplier nanoClock;
  private long emptyAt;

  /**
   * @param burst tokens saved at most, at least 1
   * @param nanoClock as {@code System.nanoTime}
   */
  TokenBucket(int perSecond, int burst, LongSupplier nanoClock) {
    this.nanosPerToken = 1_000_000_000L / perSecond;
    this.burst = burst;
    this.nanoClock = nanoClock;
    this.emptyAt = nanoClock.getAsLong();
  }

  /** Takes a token, lending one if there is none; nanoseconds until it is there, 0: it is. */
  long take() {
    long now = nanoClock.getAsLong();
    if (now - emptyAt > burst * nanosPerToken) {
      emptyAt = now - burst * nanosPerToken;
    }
    emptyAt += nanosPerToken;
    return Math.max(0, emptyAt - now);
  }
}
