package io.orchestrator.domain.order;

import java.math.BigDecimal;

/**
 * The price steps of US shares (Regulation NMS, Rule 612): a cent from one dollar up, a hundredth
 * of a cent below.
 */
public final class PriceTick {
  private static final BigDecimal CENT = new BigDecimal("0.01");
  private static final BigDecimal SUB_CENT = new BigDecimal("0.0001");

  private PriceTick() {}

  /** The step at a price in USD. */
  public static BigDecimal at(BigDecimal price) {
    return price.compareTo(BigDecimal.ONE) >= 0 ? CENT : SUB_CENT;
  }

  public static boolean valid(BigDecimal price) {
    return price.remainder(at(price)).signum() == 0;
  }
}
