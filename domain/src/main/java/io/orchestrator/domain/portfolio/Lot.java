package io.orchestrator.domain.portfolio;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * Shares of one name that were acquired together.
 *
 * @param id root of the execution that opened it; {@value #OPENING} for what was held before our
 *     executions begin, {@value #ADOPTED} for what the broker's word brought
 * @param quantity shares still open; negative when short
 * @param price USD a share
 */
public record Lot(String id, long quantity, BigDecimal price, Instant openedAt) {
  public static final String OPENING = "opening";
  public static final String ADOPTED = "adopted";

  Lot of(long shares) {
    return new Lot(id, shares, price, openedAt);
  }

  /** USD, negative when short. */
  public BigDecimal cost() {
    return price.multiply(BigDecimal.valueOf(quantity));
  }
}
