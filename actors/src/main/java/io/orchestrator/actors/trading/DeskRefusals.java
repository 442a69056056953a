package io.orchestrator.actors.trading;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.order.OrderRequest;

/** Refusals of calls to the desk; the gate's own are in {@code DenialCode}. */
final class DeskRefusals {
  private DeskRefusals() {}

  static Refusal overloaded(int waiting) {
    return new Refusal(
        "order.desk_overloaded",
        503,
        waiting + " requests wait at the trading desk",
        "try again with the same client order id");
  }

  static Refusal duplicate(OrderRequest request) {
    return new Refusal(
        "order.duplicate_id",
        409,
        "another order has the id " + request.clientOrderId(),
        "a repeat must be equal in symbol, side, quantity, type, price and time in force; "
            + "use a new id for a new order");
  }

  static Refusal notFound(String id) {
    return new Refusal(
        "order.not_found", 404, "no order has the id " + id, "look at the list of orders");
  }

  static Refusal duplicateAction(String id) {
    return new Refusal(
        "trading.duplicate_action",
        409,
        "another corporate action has the id " + id,
        "a repeat must be equal in every field; use a new id for a new action");
  }
}
