package io.orchestrator.domain.order;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * An order as others see it.
 *
 * @param brokerOrderId the id used on the broker's socket; 0 before it was sent
 * @param averagePrice USD of what was filled; 0 if nothing was
 * @param commission USD, as reported so far
 * @param detail why it is where it is: the gate's or the broker's words
 * @param conditions stop price, trailing distance, OCA group, parent
 * @param decision the gate's verdict with its numbers; empty when it was denied before an intent
 * @param workingQuantity shares it works for in all: as asked, or less where the exit of a bracket
 *     follows what was filled
 */
public record OrderView(
    ClientOrderId clientOrderId,
    String symbol,
    Side side,
    long quantity,
    OrderType type,
    Optional<BigDecimal> limitPrice,
    TimeInForce timeInForce,
    OrderStatus status,
    long filled,
    BigDecimal averagePrice,
    BigDecimal commission,
    int brokerOrderId,
    long permId,
    Instant createdAt,
    Instant updatedAt,
    String correlationId,
    String requestedBy,
    String detail,
    OrderConditions conditions,
    Optional<RiskDecision> decision,
    long workingQuantity) {
  /** A journal written before there were these does not have them. */
  public OrderView {
    workingQuantity = workingQuantity == 0 ? quantity : workingQuantity;
    conditions = conditions == null ? OrderConditions.NONE : conditions;
    decision = decision == null ? Optional.empty() : decision;
  }

  /** Of an order whose risk decision is not at hand. */
  public OrderView(
      ClientOrderId clientOrderId,
      String symbol,
      Side side,
      long quantity,
      OrderType type,
      Optional<BigDecimal> limitPrice,
      TimeInForce timeInForce,
      OrderStatus status,
      long filled,
      BigDecimal averagePrice,
      BigDecimal commission,
      int brokerOrderId,
      long permId,
      Instant createdAt,
      Instant updatedAt,
      String correlationId,
      String requestedBy,
      String detail,
      OrderConditions conditions) {
    this(
        clientOrderId,
        symbol,
        side,
        quantity,
        type,
        limitPrice,
        timeInForce,
        status,
        filled,
        averagePrice,
        commission,
        brokerOrderId,
        permId,
        createdAt,
        updatedAt,
        correlationId,
        requestedBy,
        detail,
        conditions,
        Optional.empty(),
        quantity);
  }
}
