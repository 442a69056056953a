package io.orchestrator.adapters.simulator.exchange;

import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.order.OrderType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Stops, which look at the last trade as the broker does for US stocks: a sell stop is reached at
 * or below its price, a buy stop at or above. A trailing stop follows the best trade since it is
 * active and never goes back.
 */
final class Triggers {
  private Triggers() {}

  static boolean waits(OrderTerms terms) {
    return terms.type().waitsForTrigger();
  }

  /** Where the stop stands after this trade; empty: it does not move, or there was no trade. */
  static Optional<BigDecimal> moved(BrokerOrder order, Quote quote) {
    OrderTerms terms = order.terms();
    if (terms.type() != OrderType.TRAILING_STOP || order.triggered() || !(quote.last() > 0)) {
      return Optional.empty();
    }
    BigDecimal wanted = distant(terms, BigDecimal.valueOf(quote.last()));
    // A sell's stop goes up only, a buy's down only.
    boolean nearer =
        order.stop() == null || wanted.compareTo(order.stop()) * -terms.side().sign() > 0;
    return nearer ? Optional.of(wanted) : Optional.empty();
  }

  private static BigDecimal distant(OrderTerms terms, BigDecimal last) {
    BigDecimal amount = terms.trigger().trailAmount();
    BigDecimal distance =
        amount != null ? amount : last.multiply(terms.trigger().trailPercent()).movePointLeft(2);
    RoundingMode away = terms.side().sign() > 0 ? RoundingMode.CEILING : RoundingMode.FLOOR;
    return last.add(distance.multiply(BigDecimal.valueOf(terms.side().sign())))
        .setScale(2, away)
        .max(new BigDecimal("0.01"));
  }

  static boolean reached(BrokerOrder order, Quote quote) {
    if (order.stop() == null || !(quote.last() > 0)) {
      return false;
    }
    int beyond = BigDecimal.valueOf(quote.last()).compareTo(order.stop());
    return beyond * order.terms().side().sign() >= 0;
  }
}
