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
    OrderConditions conditions) {
  /** A journal written before there were conditions does not have them. */
  public OrderView {
    conditions = conditions == null ? OrderConditions.NONE : conditions;
  }
}
