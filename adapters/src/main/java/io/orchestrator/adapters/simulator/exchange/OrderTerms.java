package io.orchestrator.adapters.simulator.exchange;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import java.math.BigDecimal;

/**
 * What a client asked for.
 *
 * @param quantity whole shares, at least 1
 * @param limit USD; null for orders without one (books are plain JSON)
 * @param trigger what makes it active; never null
 * @param link to other orders; never null
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
    TimeInForce timeInForce,
    Trigger trigger,
    Link link) {

  /**
   * @param stop USD; null: none, or to be computed from the distance
   * @param trailAmount USD a share; null: none
   * @param trailPercent of the market price; null: none
   */
  public record Trigger(BigDecimal stop, BigDecimal trailAmount, BigDecimal trailPercent) {
    public static final Trigger NONE = new Trigger(null, null, null);
  }

  /**
   * @param parentId order id, of the same client, that must fill first; 0: none
   * @param ocaGroup empty: none
   * @param ocaType 1 cancel, 2 and 3 reduce; 0 without a group
   */
  public record Link(int parentId, String ocaGroup, int ocaType) {
    public static final Link NONE = new Link(0, "", 0);
  }

  /** Books written before there were triggers and links do not have them. */
  @JsonCreator
  public OrderTerms {
    trigger = trigger == null ? Trigger.NONE : trigger;
    link = link == null ? Link.NONE : link;
  }

  /** A plain order. */
  public OrderTerms(
      int clientId,
      int orderId,
      String orderRef,
      String symbol,
      Side side,
      long quantity,
      OrderType type,
      BigDecimal limit,
      TimeInForce timeInForce) {
    this(
        clientId,
        orderId,
        orderRef,
        symbol,
        side,
        quantity,
        type,
        limit,
        timeInForce,
        Trigger.NONE,
        Link.NONE);
  }

  /** Same order with what a modification may change. */
  OrderTerms changedTo(OrderTerms other) {
    return new OrderTerms(
        clientId,
        orderId,
        orderRef,
        symbol,
        side,
        other.quantity,
        type,
        other.limit,
        other.timeInForce,
        other.trigger,
        link);
  }

  OrderTerms withOrderId(int id) {
    return new OrderTerms(
        clientId, id, orderRef, symbol, side, quantity, type, limit, timeInForce, trigger, link);
  }

  OrderTerms withQuantity(long newQuantity) {
    return new OrderTerms(
        clientId,
        orderId,
        orderRef,
        symbol,
        side,
        newQuantity,
        type,
        limit,
        timeInForce,
        trigger,
        link);
  }

  OrderTerms withLink(Link newLink) {
    return new OrderTerms(
        clientId,
        orderId,
        orderRef,
        symbol,
        side,
        quantity,
        type,
        limit,
        timeInForce,
        trigger,
        newLink);
  }

  /**
   * Whether {@code other} may replace this order: prices, quantity and time in force may differ.
   */
  boolean modifiableTo(OrderTerms other) {
    return symbol.equals(other.symbol)
        && side == other.side
        && type == other.type
        && orderRef.equals(other.orderRef);
  }
}
