package io.orchestrator.domain.order;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a plain market or limit order does not have.
 *
 * @param stopPrice USD; of {@link OrderType#STOP} and {@link OrderType#STOP_LIMIT}, optional for
 *     {@link OrderType#TRAILING_STOP}
 * @param trail of {@link OrderType#TRAILING_STOP}, and only there
 * @param ocaGroup orders of one name cancel each other when one of them fills
 * @param parent the bracket's first order: this one waits until it is filled
 */
public record OrderConditions(
    Optional<BigDecimal> stopPrice,
    Optional<Trail> trail,
    Optional<String> ocaGroup,
    Optional<ClientOrderId> parent) {
  public static final OrderConditions NONE =
      new OrderConditions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9._/\\-]{1,100}");

  /** A component that a journal written before it existed does not have is empty. */
  public OrderConditions {
    stopPrice = stopPrice == null ? Optional.empty() : stopPrice;
    trail = trail == null ? Optional.empty() : trail;
    ocaGroup = ocaGroup == null ? Optional.empty() : ocaGroup;
    parent = parent == null ? Optional.empty() : parent;
    if (stopPrice.isPresent() && stopPrice.get().signum() <= 0) {
      throw new IllegalArgumentException("stop price must be positive, was " + stopPrice.get());
    }
    if (ocaGroup.isPresent() && !GROUP.matcher(ocaGroup.get()).matches()) {
      throw new IllegalArgumentException(
          "an OCA group is 1 to 100 of A-Z a-z 0-9 . _ / -, was '" + ocaGroup.get() + "'");
    }
  }

  public static OrderConditions stop(BigDecimal stopPrice) {
    return NONE.withStopPrice(stopPrice);
  }

  public static OrderConditions trailing(Trail trail) {
    return new OrderConditions(
        Optional.empty(), Optional.of(trail), Optional.empty(), Optional.empty());
  }

  public OrderConditions withStopPrice(BigDecimal price) {
    return new OrderConditions(Optional.of(price), trail, ocaGroup, parent);
  }

  public OrderConditions withOcaGroup(String group) {
    return new OrderConditions(stopPrice, trail, Optional.of(group), parent);
  }

  public OrderConditions withParent(ClientOrderId id) {
    return new OrderConditions(stopPrice, trail, ocaGroup, Optional.of(id));
  }

  /**
   * @throws IllegalArgumentException if {@code type} needs or forbids a price that is absent or
   *     given, or does not go with {@code timeInForce}
   */
  void check(
      OrderType type, Optional<BigDecimal> limitPrice, TimeInForce timeInForce, ClientOrderId own) {
    if (type.needsLimitPrice() != limitPrice.isPresent()) {
      throw new IllegalArgumentException(
          type.needsLimitPrice()
              ? "an order of type " + type + " needs a limit price"
              : "a limit price does not belong to an order of type " + type);
    }
    limitPrice
        .filter(price -> price.signum() <= 0)
        .ifPresent(
            price -> {
              throw new IllegalArgumentException("limit price must be positive, was " + price);
            });
    if (type.needsStopPrice() && stopPrice.isEmpty()) {
      throw new IllegalArgumentException("an order of type " + type + " needs a stop price");
    }
    if (stopPrice.isPresent() && !type.mayHaveStopPrice()) {
      throw new IllegalArgumentException(
          "a stop price does not belong to an order of type " + type);
    }
    if (type.needsTrail() != trail.isPresent()) {
      throw new IllegalArgumentException(
          "a trailing distance belongs to orders of type TRAILING_STOP, and only there");
    }
    if (type.onClose() && timeInForce != TimeInForce.DAY) {
      throw new IllegalArgumentException("an order of type " + type + " is a DAY order");
    }
    if (type.waitsForTrigger() && timeInForce == TimeInForce.IOC) {
      throw new IllegalArgumentException(
          "an order of type " + type + " waits, so that it cannot be IOC");
    }
    if (parent.filter(own::equals).isPresent()) {
      throw new IllegalArgumentException("an order cannot be its own parent");
    }
  }

  /** The same wish, whatever zeros are written. */
  public boolean sameAs(OrderConditions other) {
    boolean sameTrail =
        trail.isPresent() == other.trail.isPresent()
            && trail.map(t -> t.sameAs(other.trail.get())).orElse(true);
    return sameTrail
        && stopPrice
            .map(BigDecimal::stripTrailingZeros)
            .equals(other.stopPrice.map(BigDecimal::stripTrailingZeros))
        && ocaGroup.equals(other.ocaGroup)
        && parent.equals(other.parent);
  }
}
