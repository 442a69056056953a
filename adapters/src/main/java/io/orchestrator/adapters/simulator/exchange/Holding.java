package io.orchestrator.adapters.simulator.exchange;

import io.orchestrator.domain.order.Side;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A position. The average cost contains the commissions of the opening trades, as the broker's
 * does.
 *
 * @param quantity shares, negative when short
 * @param averageCost USD a share, 0 when flat
 */
public record Holding(long quantity, BigDecimal averageCost) {
  static final Holding FLAT = new Holding(0, BigDecimal.ZERO);

  /**
   * What a trade makes of a position.
   *
   * @param realized profit of the closed part after its share of the commission; null: only opened
   */
  record Change(Holding after, BigDecimal realized) {}

  Change trade(Side side, long shares, BigDecimal price, BigDecimal commission) {
    long signed = side.sign() * shares;
    if (quantity == 0 || Long.signum(quantity) == Long.signum(signed)) {
      return new Change(opened(this, side, shares, price, commission), null);
    }
    long closed = Math.min(Math.abs(quantity), shares);
    BigDecimal closingCommission = share(commission, closed, shares);
    BigDecimal realized =
        price
            .subtract(averageCost)
            .multiply(BigDecimal.valueOf(closed * Long.signum(quantity)))
            .subtract(closingCommission)
            .setScale(6, RoundingMode.HALF_EVEN);
    if (shares <= Math.abs(quantity)) {
      long left = quantity + signed;
      return new Change(left == 0 ? FLAT : new Holding(left, averageCost), realized);
    }
    BigDecimal openingCommission = commission.subtract(closingCommission);
    return new Change(opened(FLAT, side, shares - closed, price, openingCommission), realized);
  }

  private static Holding opened(
      Holding before, Side side, long shares, BigDecimal price, BigDecimal commission) {
    long total = Math.abs(before.quantity) + shares;
    BigDecimal cost =
        before
            .averageCost
            .multiply(BigDecimal.valueOf(Math.abs(before.quantity)))
            .add(price.multiply(BigDecimal.valueOf(shares)))
            .add(side == Side.BUY ? commission : commission.negate());
    return new Holding(
        side.sign() * total, cost.divide(BigDecimal.valueOf(total), 8, RoundingMode.HALF_EVEN));
  }

  private static BigDecimal share(BigDecimal whole, long part, long of) {
    return whole
        .multiply(BigDecimal.valueOf(part))
        .divide(BigDecimal.valueOf(of), MathContext.DECIMAL64);
  }
}
