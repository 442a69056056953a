package io.orchestrator.adapters.simulator.exchange;

import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When an order trades, at what price and how much of it. Three rules, all simple on purpose:
 *
 * <ul>
 *   <li>Spread: what takes liquidity trades at the far side of the quote.
 *   <li>Impact: each price level holds as many shares as the quote shows; whatever all orders
 *       together take beyond that costs one cent more a level, until the quote changes.
 *   <li>Queue: a resting limit order joins behind the shares that its side shows, and trades at its
 *       own price after so many shares have printed at it or through it. A restart puts it at the
 *       end of the queue again.
 * </ul>
 */
final class Matching {
  private static final BigDecimal LEVEL = new BigDecimal("0.01");

  private final PartialFills partialFills;
  private final double oneSidedSpread;
  private final RandomGenerator random;
  private final Map<String, Taken> taken = new HashMap<>();
  private final Map<Long, Place> queue = new HashMap<>();

  /** Shares taken from one side of one quote. */
  private static final class Taken {
    private Quote quote;
    private final long[] shares = new long[Side.values().length];
  }

  /**
   * @param ahead shares before ours; negative: so many of ours may trade
   * @param volume of the day, when last looked at
   */
  private record Place(long ahead, long volume) {}

  Matching(PartialFills partialFills, double oneSidedSpread, RandomGenerator random) {
    this.partialFills = partialFills;
    this.oneSidedSpread = oneSidedSpread;
    this.random = random;
  }

  record Fill(long quantity, BigDecimal price) {}

  /**
   * Empty: the order does not trade against this quote. Limit orders get the better price. What is
   * returned counts as taken.
   */
  Optional<Fill> match(BrokerOrder order, Quote quote) {
    OrderTerms terms = order.terms();
    Optional<BigDecimal> touch = touch(terms.side(), quote);
    if (touch.isEmpty() || order.remaining() <= 0) {
      return Optional.empty();
    }
    BigDecimal limit = limited(terms.type()) ? terms.limit() : null;
    int sign = terms.side().sign();
    if (limit != null && touch.get().compareTo(limit) * sign > 0) {
      return queued(order, quote);
    }
    Taken side = takenFrom(terms.symbol(), quote);
    long size = terms.side() == Side.BUY ? quote.askSize() : quote.bidSize();
    long before = side.shares[terms.side().ordinal()];
    if (size <= 0) {
      return Optional.of(new Fill(wanted(order, Long.MAX_VALUE), touch.get()));
    }
    long room = room(touch.get(), limit, sign, size, before);
    long quantity =
        partialFills.enabled() ? wanted(order, size - before % size) : order.remaining();
    quantity = Math.min(quantity, room);
    if (quantity <= 0) {
      return Optional.empty();
    }
    side.shares[terms.side().ordinal()] = before + quantity;
    queue.remove(order.permId());
    return Optional.of(new Fill(quantity, average(touch.get(), sign, size, before, quantity)));
  }

  static boolean limited(OrderType type) {
    return type.needsLimitPrice();
  }

  /** Shares that can still be had at {@code limit} or better; a market order takes everything. */
  private static long room(BigDecimal touch, BigDecimal limit, int sign, long size, long before) {
    if (limit == null) {
      return Long.MAX_VALUE;
    }
    BigDecimal distance = limit.subtract(touch).multiply(BigDecimal.valueOf(sign));
    long levels = distance.divide(LEVEL, 0, RoundingMode.FLOOR).longValue() + 1;
    return levels > Long.MAX_VALUE / size ? Long.MAX_VALUE : levels * size - before;
  }

  /** Mean price of the shares {@code before} to {@code before + quantity} of a walk of the book. */
  private static BigDecimal average(
      BigDecimal touch, int sign, long size, long before, long quantity) {
    // Cents beyond the touch, summed over all shares up to n: size·(0+1+…+(k−1)) + k·(n−k·size).
    BigDecimal cents = steps(size, before + quantity).subtract(steps(size, before));
    BigDecimal away =
        cents
            .multiply(LEVEL)
            .divide(BigDecimal.valueOf(quantity), 4, RoundingMode.HALF_EVEN)
            .multiply(BigDecimal.valueOf(sign));
    return touch.add(away).max(LEVEL);
  }

  private static BigDecimal steps(long size, long shares) {
    BigDecimal full = BigDecimal.valueOf(shares / size);
    BigDecimal rest = BigDecimal.valueOf(shares % size);
    BigDecimal below = full.multiply(full.subtract(BigDecimal.ONE)).divide(BigDecimal.valueOf(2));
    return below.multiply(BigDecimal.valueOf(size)).add(full.multiply(rest));
  }

  private Taken takenFrom(String symbol, Quote quote) {
    Taken side = taken.computeIfAbsent(symbol, s -> new Taken());
    if (side.quote != quote) {
      side.quote = quote;
      java.util.Arrays.fill(side.shares, 0);
    }
    return side;
  }

  /** A resting limit order trades when enough has printed at its price. */
  private Optional<Fill> queued(BrokerOrder order, Quote quote) {
    OrderTerms terms = order.terms();
    boolean buy = terms.side() == Side.BUY;
    double best = buy ? quote.bid() : quote.ask();
    double limit = terms.limit().doubleValue();
    long shown = buy ? quote.bidSize() : quote.askSize();
    Place place = queue.get(order.permId());
    if (place == null) {
      // Better than the best: nobody is before us.
      long ahead = (limit - best) * terms.side().sign() > 0 ? 0 : shown;
      queue.put(order.permId(), new Place(ahead, quote.volume()));
      return Optional.empty();
    }
    long printed = Math.max(0, quote.volume() - place.volume());
    boolean here = quote.last() > 0 && (quote.last() - limit) * terms.side().sign() <= 0;
    long ahead = here ? place.ahead() - printed : place.ahead();
    long quantity = Math.min(order.remaining(), -ahead);
    queue.put(order.permId(), new Place(Math.max(0, ahead), quote.volume()));
    return quantity > 0 ? Optional.of(new Fill(quantity, terms.limit())) : Optional.empty();
  }

  /** It no longer rests. */
  void forget(long permId) {
    queue.remove(permId);
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

  private long wanted(BrokerOrder order, long offered) {
    long remaining = order.remaining();
    if (!partialFills.enabled()) {
      return remaining;
    }
    double least = partialFills.smallestShare();
    double share = least + (1 - least) * random.nextDouble();
    long wanted = (long) Math.ceil(remaining * share);
    return Math.clamp(Math.min(wanted, offered), 1, remaining);
  }
}
