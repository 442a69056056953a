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

  static Refusal noSession() {
    return new Refusal(
        "trading.no_broker_session",
        503,
        "there is no broker session to ask",
        "books are compared by themselves as soon as it is back");
  }

  static Refusal noReconciliation(long id) {
    return new Refusal(
        "trading.reconciliation_not_found",
        404,
        "no reconciliation has the id " + id,
        "look at the list of reconciliations; old ones are not kept");
  }

  static Refusal notAdoptable(long id) {
    return new Refusal(
        "trading.nothing_to_adopt",
        409,
        "reconciliation " + id + " is not the newest, or its drift was not above the budget",
        "look at the newest reconciliation and name that one");
  }

  static Refusal notBlocked(String symbol) {
    return new Refusal(
        "trading.name_not_blocked",
        404,
        "entries in " + symbol + " are not blocked",
        "look at the list of blocked names");
  }

  static Refusal stillTwins(String symbol) {
    return new Refusal(
        "trading.name_not_clean",
        409,
        "the broker still shows two live orders of one name in "
            + symbol
            + ", or books are not compared yet",
        "cancel the wrong one in TWS, ask for a reconciliation, then release");
  }

  static Refusal notFound(String id) {
    return new Refusal(
        "order.not_found", 404, "no order has the id " + id, "look at the list of orders");
  }

  static Refusal noSuchExecution(String execId) {
    return new Refusal(
        "trading.execution_not_found",
        404,
        "no execution "
            + execId
            + " whose lots could be chosen: it is unknown, or older than the"
            + " opening of its name",
        "look at the list of executions");
  }

  static Refusal duplicateAction(String id) {
    return new Refusal(
        "trading.duplicate_action",
        409,
        "another corporate action has the id " + id,
        "a repeat must be equal in every field; use a new id for a new action");
  }
}
