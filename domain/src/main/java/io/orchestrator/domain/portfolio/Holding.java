package io.orchestrator.domain.portfolio;

import java.math.BigDecimal;

/**
 * What we hold of one name by our own count.
 *
 * @param quantity shares; negative when short
 * @param averageCost USD a share of the open quantity; 0 when flat
 * @param realized USD, without commissions
 */
public record Holding(long quantity, BigDecimal averageCost, BigDecimal realized) {
  public static final Holding FLAT = new Holding(0, BigDecimal.ZERO, BigDecimal.ZERO);
}
