package io.orchestrator.domain.order;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * Distance at which a trailing stop follows the market.
 *
 * @param value positive; USD a share, or percent of the market price below 100
 */
public record Trail(Unit unit, BigDecimal value) {
  /** What {@link #value()} counts. */
  public enum Unit {
    AMOUNT,
    PERCENT
  }

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  public Trail {
    Objects.requireNonNull(unit, "unit");
    if (value == null || value.signum() <= 0) {
      throw new IllegalArgumentException("a trailing distance must be positive, was " + value);
    }
    if (unit == Unit.PERCENT && value.compareTo(HUNDRED) >= 0) {
      throw new IllegalArgumentException("a trailing percentage must be below 100, was " + value);
    }
  }

  public static Trail amount(BigDecimal usd) {
    return new Trail(Unit.AMOUNT, usd);
  }

  public static Trail percent(BigDecimal percent) {
    return new Trail(Unit.PERCENT, percent);
  }

  /** The same distance, whatever zeros are written. */
  public boolean sameAs(Trail other) {
    return unit == other.unit && value.compareTo(other.value) == 0;
  }
}
