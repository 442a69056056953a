package io.orchestrator.domain.order;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An entry with the exits that the broker keeps for it: they wait until it is filled, and one
 * reduces the other. Names are derived from the entry's, so that a repeat is the same bracket.
 *
 * @param entry plain, without group and parent
 * @param stop protective stop or trailing stop
 * @param target limit order that takes the profit
 */
public record Bracket(
    OrderRequest entry, Optional<OrderRequest> stop, Optional<OrderRequest> target) {
  public static final String STOP = "/stop";
  public static final String TARGET = "/target";

  public Bracket {
    if (stop.isEmpty() && target.isEmpty()) {
      throw new IllegalArgumentException("a bracket has a stop, a target, or both");
    }
  }

  /**
   * @param stopTerms stop price or trailing distance of the protective order
   * @param targetPrice USD
   * @throws IllegalArgumentException a price on the wrong side of another
   */
  public static Bracket of(
      OrderRequest entry, Optional<OrderConditions> stopTerms, Optional<BigDecimal> targetPrice) {
    Optional<BigDecimal> stopPrice = stopTerms.flatMap(OrderConditions::stopPrice);
    int up = entry.side().sign();
    Optional<BigDecimal> limit = entry.limitPrice();
    check(stopPrice, limit, up, "the stop must be on the losing side of the entry's limit");
    check(limit, targetPrice, up, "the target must be on the winning side of the entry's limit");
    check(stopPrice, targetPrice, up, "the stop must be on the losing side of the target");
    String group = entry.clientOrderId().value();
    return new Bracket(
        entry,
        stopTerms.map(
            terms ->
                exit(
                    entry,
                    STOP,
                    terms.trail().isPresent() ? OrderType.TRAILING_STOP : OrderType.STOP,
                    Optional.empty(),
                    terms.withOcaGroup(group).withParent(entry.clientOrderId()))),
        targetPrice.map(
            price ->
                exit(
                    entry,
                    TARGET,
                    OrderType.LIMIT,
                    Optional.of(price),
                    OrderConditions.NONE.withOcaGroup(group).withParent(entry.clientOrderId()))));
  }

  private static void check(
      Optional<BigDecimal> low, Optional<BigDecimal> high, int up, String message) {
    if (low.isPresent() && high.isPresent() && up * low.get().compareTo(high.get()) >= 0) {
      throw new IllegalArgumentException(message);
    }
  }

  private static OrderRequest exit(
      OrderRequest entry,
      String suffix,
      OrderType type,
      Optional<BigDecimal> limit,
      OrderConditions conditions) {
    return new OrderRequest(
        new ClientOrderId(entry.clientOrderId().value() + suffix),
        entry.symbol(),
        entry.side() == Side.BUY ? Side.SELL : Side.BUY,
        entry.quantity(),
        type,
        limit,
        TimeInForce.GTC,
        entry.correlationId(),
        entry.requestedBy(),
        conditions,
        entry.strategy());
  }

  /** The entry first. */
  public List<OrderRequest> orders() {
    List<OrderRequest> all = new ArrayList<>();
    all.add(entry);
    stop.ifPresent(all::add);
    target.ifPresent(all::add);
    return List.copyOf(all);
  }

  public List<ClientOrderId> exits() {
    return orders().stream().skip(1).map(OrderRequest::clientOrderId).toList();
  }
}
