package io.orchestrator.domain.order;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One order as its events tell it. Immutable.
 *
 * @param decision empty when it was denied before an intent
 * @param quantity shares it works for: as asked, or what was made of it since; the exit of a
 *     bracket follows what its entry and its twin have filled
 * @param fills by root of the execution id: the highest revision only
 * @param fees by root of the execution id: the highest revision only
 * @param unknownSince present while the outcome is not known
 * @param detail the gate's or the broker's last words
 */
public record OrderState(
    OrderRequest request,
    Optional<RiskDecision> decision,
    long quantity,
    Set<OrderFact> facts,
    int brokerOrderId,
    long permId,
    Map<String, Execution> fills,
    Map<String, Fee> fees,
    Instant createdAt,
    Instant updatedAt,
    Optional<Instant> unknownSince,
    String detail) {

  /** Fee of one fill, USD. */
  public record Fee(int revision, BigDecimal amount) {}

  private static final int PRICE_SCALE = 6;

  public boolean has(OrderFact fact) {
    return facts.contains(fact);
  }

  public boolean exit() {
    return decision.map(RiskDecision::exit).orElse(false);
  }

  /** Shares, the sum of the unique executions. */
  public long filled() {
    return fills.values().stream().mapToLong(Execution::quantity).sum();
  }

  /** Shares that may still fill; 0 when terminal. */
  public long remaining() {
    return status().terminal() ? 0 : Math.max(0, quantity - filled());
  }

  /** Follows from the facts alone, so the order in which they came does not matter. */
  public OrderStatus status() {
    long filled = filled();
    if (filled >= quantity || has(OrderFact.FILLED_BY_REPORT)) {
      return OrderStatus.FILLED;
    }
    if (has(OrderFact.DENIED) && filled == 0) {
      return OrderStatus.DENIED;
    }
    if (has(OrderFact.REJECTED) && filled == 0) {
      return OrderStatus.REJECTED;
    }
    if (has(OrderFact.CANCELLED)
        || has(OrderFact.REJECTED)
        || has(OrderFact.DENIED)
        || has(OrderFact.INFERRED_CLOSED)) {
      return OrderStatus.CANCELLED;
    }
    if (has(OrderFact.UNKNOWN)) {
      return OrderStatus.UNKNOWN;
    }
    if (filled > 0) {
      return OrderStatus.PARTIALLY_FILLED;
    }
    if (has(OrderFact.ACKNOWLEDGED)) {
      return OrderStatus.ACKNOWLEDGED;
    }
    return has(OrderFact.SENT) ? OrderStatus.SENT : OrderStatus.INTENDED;
  }

  public BigDecimal averagePrice() {
    long filled = filled();
    if (filled == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal value =
        fills.values().stream()
            .map(e -> e.price().multiply(BigDecimal.valueOf(e.quantity())))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return value.divide(BigDecimal.valueOf(filled), PRICE_SCALE, RoundingMode.HALF_EVEN);
  }

  public BigDecimal commission() {
    return fees.values().stream().map(Fee::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** What would be sent now: the wish, with the shares that are left of it. */
  public OrderRequest present() {
    return quantity == request.quantity() ? request : request.withQuantity(quantity);
  }

  /** The same wish: everything but who asked and why. */
  public boolean sameContent(OrderRequest other) {
    return OrderRules.sameContent(request, other);
  }

  public OrderView view() {
    return new OrderView(
        request.clientOrderId(),
        request.symbol().value(),
        request.side(),
        request.quantity(),
        request.type(),
        request.limitPrice(),
        request.timeInForce(),
        status(),
        filled(),
        averagePrice(),
        commission(),
        brokerOrderId,
        permId,
        createdAt,
        updatedAt,
        request.correlationId(),
        request.requestedBy(),
        detail,
        request.conditions(),
        decision,
        quantity);
  }

  static OrderState begun(OrderRequest request, Instant at) {
    return new OrderState(
        request,
        Optional.empty(),
        request.quantity(),
        Set.of(),
        0,
        0,
        Map.of(),
        Map.of(),
        at,
        at,
        Optional.empty(),
        "");
  }

  OrderState with(OrderFact... added) {
    EnumSet<OrderFact> next = EnumSet.noneOf(OrderFact.class);
    next.addAll(facts);
    next.addAll(Set.of(added));
    return facts(next);
  }

  OrderState without(OrderFact... removed) {
    EnumSet<OrderFact> next = EnumSet.noneOf(OrderFact.class);
    next.addAll(facts);
    next.removeAll(Set.of(removed));
    return facts(next);
  }

  private OrderState facts(EnumSet<OrderFact> next) {
    Optional<Instant> unknown = next.contains(OrderFact.UNKNOWN) ? unknownSince : Optional.empty();
    return new OrderState(
        request,
        decision,
        quantity,
        Set.copyOf(next),
        brokerOrderId,
        permId,
        fills,
        fees,
        createdAt,
        updatedAt,
        unknown,
        detail);
  }

  OrderState decided(RiskDecision newDecision) {
    return new OrderState(
        request,
        Optional.of(newDecision),
        quantity,
        facts,
        brokerOrderId,
        permId,
        fills,
        fees,
        createdAt,
        updatedAt,
        unknownSince,
        detail);
  }

  OrderState resized(long newQuantity) {
    return new OrderState(
        request,
        decision,
        newQuantity,
        facts,
        brokerOrderId,
        permId,
        fills,
        fees,
        createdAt,
        updatedAt,
        unknownSince,
        detail);
  }

  OrderState identified(int newBrokerOrderId, long newPermId) {
    return new OrderState(
        request,
        decision,
        quantity,
        facts,
        newBrokerOrderId > 0 ? newBrokerOrderId : brokerOrderId,
        newPermId > 0 ? newPermId : permId,
        fills,
        fees,
        createdAt,
        updatedAt,
        unknownSince,
        detail);
  }

  OrderState filledBy(Execution execution) {
    Map<String, Execution> next = new LinkedHashMap<>(fills);
    next.put(ExecId.parse(execution.execId()).root(), execution);
    return new OrderState(
        request,
        decision,
        quantity,
        facts,
        brokerOrderId,
        permId,
        next,
        fees,
        createdAt,
        updatedAt,
        unknownSince,
        detail);
  }

  OrderState charged(ExecId id, BigDecimal amount) {
    Map<String, Fee> next = new LinkedHashMap<>(fees);
    next.put(id.root(), new Fee(id.revision(), amount));
    return new OrderState(
        request,
        decision,
        quantity,
        facts,
        brokerOrderId,
        permId,
        fills,
        next,
        createdAt,
        updatedAt,
        unknownSince,
        detail);
  }

  OrderState unknown(Instant since) {
    OrderState flagged = with(OrderFact.UNKNOWN);
    return new OrderState(
        request,
        decision,
        quantity,
        flagged.facts,
        brokerOrderId,
        permId,
        fills,
        fees,
        createdAt,
        updatedAt,
        Optional.of(unknownSince.orElse(since)),
        detail);
  }

  OrderState touched(Instant at, String words) {
    return new OrderState(
        request,
        decision,
        quantity,
        facts,
        brokerOrderId,
        permId,
        fills,
        fees,
        createdAt,
        at.isAfter(updatedAt) ? at : updatedAt,
        unknownSince,
        words.isBlank() ? detail : words);
  }
}
