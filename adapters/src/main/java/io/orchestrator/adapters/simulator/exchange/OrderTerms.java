package io.orchestrator.adapters.simulator.exchange;

import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import java.math.BigDecimal;

/**
 * What a client asked for.
 *
 * @param quantity whole shares, at least 1
 * @param limit USD; null for market orders (books are plain JSON)
 */
public record OrderTerms(
    int clientId,
    int orderId,
    String orderRef,
    String symbol,
    Side side,
    long quantity,
    OrderType type,
    BigDecimal limit,
    TimeInForce timeInForce) {

  /** Same order with what a modification may change. */
  OrderTerms with(long newQuantity, BigDecimal newLimit, TimeInForce newTimeInForce) {
    return new OrderTerms(
        clientId, orderId, orderRef, symbol, side, newQuantity, type, newLimit, newTimeInForce);
  }

  /** Whether {@code other} may replace this order: price, quantity and time in force may differ. */
  boolean modifiableTo(OrderTerms other) {
    return symbol.equals(other.symbol)
        && side == other.side
        && type == other.type
        && orderRef.equals(other.orderRef);
  }
}
