package io.orchestrator.domain.execution;

import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.order.Side;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Limit prices of children. No child is worse than the parent's limit price or farther beyond the
 * arrival price than the collar.
 */
final class ChildPricing {
  /** Rule 612 of Regulation NMS: cents from one dollar on, hundredths of a cent below. */
  private static final int SCALE = 2;

  private static final int SCALE_BELOW_ONE = 4;

  private ChildPricing() {}

  /**
   * An iceberg with a limit price rests there.
   *
   * @param crosses through the far side, else joining the near side
   * @return empty while the market is outside the parent's limits
   */
  static Optional<BigDecimal> price(
      ParentRequest request, double arrival, Quote quote, boolean crosses, double cushion) {
    boolean buys = request.side() == Side.BUY;
    double near = buys ? quote.bid() : quote.ask();
    double far = buys ? quote.ask() * (1 + cushion) : quote.bid() * (1 - cushion);
    BigDecimal bound = bound(request, arrival);
    if (request.algorithm() == Algorithm.ICEBERG && request.limitPrice().isPresent() && !crosses) {
      return Optional.of(bound);
    }
    BigDecimal joined = tick(near, buys ? RoundingMode.FLOOR : RoundingMode.CEILING);
    if (worse(buys, joined, bound)) {
      return Optional.empty();
    }
    // A child that cannot reach the far side within its bound rests at the bound.
    BigDecimal wanted =
        crosses ? tick(far, buys ? RoundingMode.CEILING : RoundingMode.FLOOR) : joined;
    return Optional.of(worse(buys, wanted, bound) ? bound : wanted);
  }

  /** Worst price allowed, rounded to the safe side. */
  static BigDecimal bound(ParentRequest request, double arrival) {
    boolean buys = request.side() == Side.BUY;
    RoundingMode safe = buys ? RoundingMode.FLOOR : RoundingMode.CEILING;
    BigDecimal collar = tick(arrival * (1 + request.side().sign() * request.collar()), safe);
    BigDecimal limit = request.limitPrice().map(p -> tick(p.doubleValue(), safe)).orElse(collar);
    return buys ? collar.min(limit) : collar.max(limit);
  }

  private static boolean worse(boolean buys, BigDecimal price, BigDecimal bound) {
    return buys ? price.compareTo(bound) > 0 : price.compareTo(bound) < 0;
  }

  private static BigDecimal tick(double price, RoundingMode mode) {
    // Twelve digits first, so that 10.07 as a double does not become 10.08 by rounding up.
    BigDecimal exact = new BigDecimal(price, new MathContext(12, RoundingMode.HALF_EVEN));
    return exact.setScale(price >= 1 ? SCALE : SCALE_BELOW_ONE, mode);
  }
}
