package io.orchestrator.domain.market;

import java.time.InstantSource;

/** Now in market time, by which prices are fresh or stale and sessions open or closed. */
@FunctionalInterface
public interface MarketClock extends InstantSource {
  /**
   * Whether the market has told its time; until then {@link #instant()} is wall time, and nothing
   * that lasts may be concluded from it.
   */
  default boolean known() {
    return true;
  }
}
