package io.orchestrator.adapters.simulator.exchange;

import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When an order trades, at what price and how much of it. */
final class Matching {
  private final PartialFills partialFills;
  private final double oneSidedSpread;
  private final RandomGenerator random;

  Matching(PartialFills partialFills, double oneSidedSpread, RandomGenerator random) {
    this.partialFills = partialFills;
    this.oneSidedSpread = oneSidedSpread;
    this.random = random;
  }

  record Fill(long quantity, BigDecimal price) {}

  /** Empty: the order does not trade against this quote. Limit orders get the better price. */
  Optional<Fill> match(BrokerOrder order, Quote quote) {
    OrderTerms terms = order.terms();
    Optional<BigDecimal> touch = touch(terms.side(), quote);
    if (touch.isEmpty() || order.remaining() <= 0) {
      return Optional.empty();
    }
    BigDecimal price = touch.get();
    if (terms.type() == OrderType.LIMIT) {
      int against = price.compareTo(terms.limit()) * terms.side().sign();
      if (against > 0) {
        return Optional.empty();
      }
    }
    return Optional.of(new Fill(quantity(order, quote), price));
  }

  /** The price at which {@code side} can trade now; empty when the market shows nothing. */
  Optional<BigDecimal> touch(Side side, Quote quote) {
    double shown = side == Side.BUY ? quote.ask() : quote.bid();
    if (shown > 0) {
      return Optional.of(BigDecimal.valueOf(shown).setScale(4, RoundingMode.HALF_EVEN));
    }
    if (!(quote.last() > 0)) {
      return Optional.empty();
    }
    double assumed = quote.last() * (1 + side.sign() * oneSidedSpread);
    RoundingMode away = side == Side.BUY ? RoundingMode.CEILING : RoundingMode.FLOOR;
    return Optional.of(BigDecimal.valueOf(assumed).setScale(2, away));
  }

  private long quantity(BrokerOrder order, Quote quote) {
    long remaining = order.remaining();
    if (!partialFills.enabled()) {
      return remaining;
    }
    double least = partialFills.smallestShare();
    double share = least + (1 - least) * random.nextDouble();
    long wanted = (long) Math.ceil(remaining * share);
    long size = order.terms().side() == Side.BUY ? quote.askSize() : quote.bidSize();
    long offered = size > 0 ? Math.min(wanted, size) : wanted;
    return Math.clamp(offered, 1, remaining);
  }
}
