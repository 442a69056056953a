package io.orchestrator.domain.desk;

import io.orchestrator.domain.desk.Reconciliation.PositionDifference;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.Function;

/**
 * How far our books are from the broker's, against what may be taken over without asking anybody.
 *
 * @param shares sum of the absolute differences of all names
 * @param usd the larger of their value and the difference in cash: a lost fill shows in both
 */
public record Drift(long shares, BigDecimal usd, Budget budget, boolean within) {

  /**
   * @param shares up to here, and
   * @param usd up to here, a difference is adopted with an event; above, entries wait for a person
   */
  public record Budget(long shares, BigDecimal usd) {}

  public static Drift none(Budget budget) {
    return new Drift(0, BigDecimal.ZERO, budget, true);
  }

  /**
   * @param price USD a share of a name, 0 when nobody knows; then the broker's average cost counts
   */
  public static Drift of(
      List<PositionDifference> positions,
      BigDecimal cash,
      Function<String, BigDecimal> price,
      Budget budget) {
    long shares = 0;
    BigDecimal value = BigDecimal.ZERO;
    for (PositionDifference d : positions) {
      shares = Math.addExact(shares, Math.abs(Math.subtractExact(d.broker(), d.own())));
      value = value.add(usd(d, price));
    }
    BigDecimal usd = value.max(cash.abs()).setScale(2, RoundingMode.HALF_EVEN);
    boolean within = shares <= budget.shares() && usd.compareTo(budget.usd()) <= 0;
    return new Drift(shares, usd, budget, within);
  }

  /** Value of one difference, never negative. */
  public static BigDecimal usd(PositionDifference d, Function<String, BigDecimal> price) {
    BigDecimal mark = price.apply(d.symbol());
    BigDecimal each = mark.signum() > 0 ? mark : d.brokerAverageCost().abs();
    return each.multiply(BigDecimal.valueOf(Math.abs(d.broker() - d.own())))
        .setScale(2, RoundingMode.HALF_EVEN);
  }
}
