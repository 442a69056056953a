package io.orchestrator.domain.risk;

import java.util.Optional;

/**
 * Limits of one symbol or one strategy, beside those of the account: of two limits the tighter one
 * holds.
 *
 * @param maxOrderNotional USD of one order
 * @param maxOrderQuantity shares of one order
 * @param maxOrdersPerMinute entries in any sliding minute
 * @param maxPosition USD: of a symbol the position with everything that works in it, of a strategy
 *     its working entries
 * @param priceCollar farthest a limit price may be from the fresh mid, as a fraction
 * @param restricted nothing may be opened
 * @param noShort nothing may be sold short
 * @param located shares that the broker has located: a short position in the name is no larger
 *     where a locate is required; of a symbol
 * @param lot shares of which a quantity must be a multiple, at least 1
 */
public record NarrowLimits(
    Optional<Double> maxOrderNotional,
    Optional<Long> maxOrderQuantity,
    Optional<Integer> maxOrdersPerMinute,
    Optional<Double> maxPosition,
    Optional<Double> priceCollar,
    boolean restricted,
    boolean noShort,
    Optional<Long> located,
    long lot) {

  /** Narrows nothing. */
  public static final NarrowLimits NONE =
      new NarrowLimits(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          Optional.empty(),
          1);

  /** An older record says nothing of located shares. */
  public NarrowLimits {
    located = located == null ? Optional.empty() : located;
    positive("max_order_notional", maxOrderNotional);
    positive("max_order_quantity", maxOrderQuantity);
    positive("max_orders_per_minute", maxOrdersPerMinute);
    positive("max_position", maxPosition);
    positive("price_collar", priceCollar);
    positive("located", located);
    if (lot < 1) {
      throw new IllegalArgumentException("lot must be at least 1, was " + lot);
    }
  }

  public static NarrowLimits restrictedName() {
    return new NarrowLimits(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true,
        false,
        Optional.empty(),
        1);
  }

  /** Allows something that {@code other} does not. */
  boolean looserThan(NarrowLimits other) {
    return looser(maxOrderNotional, other.maxOrderNotional)
        || looser(maxOrderQuantity, other.maxOrderQuantity)
        || looser(maxOrdersPerMinute, other.maxOrdersPerMinute)
        || looser(maxPosition, other.maxPosition)
        || looser(priceCollar, other.priceCollar)
        || other.restricted && !restricted
        || other.noShort && !noShort
        || located.orElse(0L) > other.located.orElse(0L)
        || lot != other.lot;
  }

  private static boolean looser(Optional<? extends Number> now, Optional<? extends Number> then) {
    return then.isPresent()
        && (now.isEmpty() || now.get().doubleValue() > then.get().doubleValue());
  }

  private static void positive(String name, Optional<? extends Number> value) {
    if (value.isPresent()
        && !(value.get().doubleValue() > 0 && Double.isFinite(value.get().doubleValue()))) {
      throw new IllegalArgumentException(name + " must be positive, was " + value.get());
    }
  }
}
