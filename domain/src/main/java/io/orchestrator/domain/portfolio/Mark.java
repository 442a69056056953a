package io.orchestrator.domain.portfolio;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * The price at which a position is valued.
 *
 * @param price USD a share; 0 when none is known
 * @param age of the price in market time; empty when none is known
 */
public record Mark(Kind kind, BigDecimal price, Optional<Duration> age) {
  /** How far it may be trusted. */
  public enum Kind {
    FRESH,
    /** Too old, or not believed; shown, but the broker's account value is taken instead. */
    STALE,
    /** No price: the position is valued at its cost. */
    ABSENT
  }

  public static final Mark NONE = new Mark(Kind.ABSENT, BigDecimal.ZERO, Optional.empty());
}
