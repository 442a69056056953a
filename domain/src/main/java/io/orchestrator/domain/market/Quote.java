package io.orchestrator.domain.market;

import java.time.Instant;

/**
 * Latest known state of a symbol. Prices in USD; {@code NaN} never appears: an unknown side is 0
 * and {@link #twoSided()} says so.
 *
 * @param volume shares traded today
 * @param timestamp when the feed says it happened (simulated market: market time), UTC
 */
public record Quote(
    Symbol symbol,
    double bid,
    double ask,
    long bidSize,
    long askSize,
    double last,
    long lastSize,
    long volume,
    Instant timestamp,
    DataQuality quality) {

  public boolean twoSided() {
    return bid > 0 && ask > 0;
  }

  /** Middle of bid and ask, or the last trade where a side is missing; 0 if nothing is known. */
  public double mid() {
    return twoSided() ? (bid + ask) / 2 : last;
  }
}
