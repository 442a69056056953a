package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.ibkr.wire.BrokerSymbols;
import io.orchestrator.adapters.ibkr.wire.BrokerTimes;
import io.orchestrator.adapters.ibkr.wire.Message;
import io.orchestrator.adapters.ibkr.wire.ServerMessages;
import io.orchestrator.adapters.simulator.exchange.BrokerExecution;
import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.adapters.simulator.exchange.ExchangeListener;
import io.orchestrator.adapters.simulator.exchange.OrderTerms;
import io.orchestrator.adapters.simulator.exchange.SimulatedExchange;
import io.orchestrator.adapters.simulator.exchange.Verdict;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The order requests of one client, and the news of its orders. */
final class OrderRequests implements ExchangeListener {
  private final SimulatedGateway.Shared shared;
  private final Reply reply;
  private final OrderMessages messages;
  private final SimulatedExchange exchange;
  private final Faults faults;

  /** Orders of which the client hears nothing: their acknowledgement "was lost". */
  private final Set<Integer> muted = ConcurrentHashMap.newKeySet();

  OrderRequests(SimulatedGateway.Shared shared, Reply reply) {
    this.shared = shared;
    this.reply = reply;
    this.messages = shared.messages();
    this.exchange = shared.exchange();
    this.faults = shared.faults();
  }

  void place(Message m) {
    int orderId = m.int32("orderId");
    Optional<Faults.Drop> drop = faults.takeDrop();
    if (drop.isPresent()) {
      reply.hangUp();
      if (drop.get() == Faults.Drop.BEFORE_BOOKING) {
        return;
      }
    }
    Optional<Verdict.Refused> unusable = unusable(m);
    OrderTerms terms = terms(m);
    if (unusable.isPresent()) {
      exchange.reject(terms, unusable.get().code(), unusable.get().text());
      reply.error(orderId, unusable.get().code(), unusable.get().text());
      return;
    }
    if (faults.takeLostAcknowledgement()) {
      muted.add(orderId);
    }
    if (faults.upstreamDown() && shared.held().offer(terms)) {
      return;
    }
    submit(terms);
  }

  private void submit(OrderTerms terms) {
    Optional<Faults.Reject> reject = faults.takeReject();
    Verdict verdict =
        reject.isPresent()
            ? exchange.reject(terms, reject.get().code(), reject.get().text())
            : exchange.place(terms);
    if (verdict instanceof Verdict.Refused refused && !muted.contains(terms.orderId())) {
      if (refused.code() == 201) {
        exchange
            .find(terms.clientId(), terms.orderId())
            .ifPresent(o -> status(o, o.state().word()));
      }
      reply.error(terms.orderId(), refused.code(), refused.text());
    }
  }

  /** What this broker does not take, beside what the exchange itself checks. */
  private Optional<Verdict.Refused> unusable(Message m) {
    String type = m.text("orderType");
    if (!type.equals("MKT") && !type.equals("LMT")) {
      return refuse(321, "Error validating request:-'bN' : cause - Invalid order type: " + type);
    }
    if (!m.text("action").equals("BUY") && !m.text("action").equals("SELL")) {
      return refuse(321, "Error validating request:-'bN' : cause - Invalid action");
    }
    if (OrderMessages.timeInForce(m.text("tif")).isEmpty()) {
      return refuse(321, "Error validating request:-'bN' : cause - Invalid time in force");
    }
    if (m.flag("whatIf") || !m.flag("transmit") || m.integer("parentId") != 0) {
      return refuse(321, "Error validating request:-'bN' : cause - Order attribute not supported");
    }
    if (m.has("account") && !m.text("account").equals(exchange.account())) {
      return refuse(435, "You must specify an account.");
    }
    BigDecimal quantity = m.numberOrZero("totalQuantity").stripTrailingZeros();
    if (quantity.scale() > 0 || quantity.precision() - quantity.scale() > 12) {
      return refuse(10318, "This order doesn't support fractional quantity trading");
    }
    if (shared.contracts().resolve(m).isEmpty()) {
      return refuse(200, "No security definition has been found for the request");
    }
    return Optional.empty();
  }

  private OrderTerms terms(Message m) {
    String symbol =
        shared
            .contracts()
            .resolve(m)
            .map(Symbol::value)
            .orElseGet(() -> BrokerSymbols.fromBroker(m.text("symbol")));
    boolean limit = m.text("orderType").equals("LMT");
    BigDecimal quantity =
        m.numberOrZero("totalQuantity").max(BigDecimal.ZERO).min(new BigDecimal("1e12"));
    return new OrderTerms(
        reply.clientId(),
        m.int32("orderId"),
        m.text("orderRef"),
        symbol,
        m.text("action").equals("SELL") ? Side.SELL : Side.BUY,
        quantity.longValue(),
        limit ? OrderType.LIMIT : OrderType.MARKET,
        limit ? m.number("lmtPrice").orElse(null) : null,
        OrderMessages.timeInForce(m.text("tif")).orElse(TimeInForce.DAY));
  }

  void cancel(Message m) {
    int orderId = m.int32("orderId");
    Optional<BrokerOrder> order = exchange.find(reply.clientId(), orderId);
    if (order.filter(BrokerOrder::live).isPresent()) {
      status(order.get(), "PendingCancel");
    }
    if (exchange.cancel(reply.clientId(), orderId) instanceof Verdict.Refused refused) {
      reply.error(orderId, refused.code(), refused.text());
    }
  }

  void openOrders(boolean all) {
    for (BrokerOrder order : exchange.openOrders()) {
      if (all || order.terms().clientId() == reply.clientId()) {
        reply.sendPart(messages.openOrder(order, order.state().word()));
        reply.sendPart(messages.status(order, order.state().word()));
      }
    }
    reply.send(
        new Outgoing(ServerMessages.OPEN_ORDER_END, ServerMessages.OPEN_ORDER_END.message()));
  }

  /** What a client finds when it comes back. */
  void announceLiveOrders() {
    for (BrokerOrder order : exchange.openOrders()) {
      if (order.terms().clientId() == reply.clientId()) {
        orderChanged(order);
      }
    }
  }

  void completedOrders() {
    LocalDate today = today();
    for (BrokerOrder order : exchange.orders()) {
      if (!order.live() && !day(order.changed()).isBefore(today)) {
        reply.sendPart(messages.completed(order));
      }
    }
    reply.send(
        new Outgoing(
            ServerMessages.COMPLETED_ORDERS_END, ServerMessages.COMPLETED_ORDERS_END.message()));
  }

  void executions(Message m) {
    int reqId = m.int32("reqId");
    Optional<Instant> since = BrokerTimes.parse(m.text("time"), SimulatedExchange.ZONE);
    if (m.has("time") && since.isEmpty()) {
      reply.error(reqId, 321, "Error validating request:-'bN' : cause - Invalid time");
      return;
    }
    List<BrokerExecution> found =
        exchange.executionsToday().stream()
            .filter(e -> since.map(s -> !e.at().isBefore(s)).orElse(true))
            .filter(e -> wanted(m, e))
            .toList();
    for (BrokerExecution execution : found) {
      reply.sendPart(messages.execution(reqId, execution));
      reply.sendPart(messages.commission(execution));
    }
    if (!found.isEmpty() || !faults.omitsEmptyExecutionsEnd()) {
      reply.send(
          new Outgoing(
              ServerMessages.EXECUTION_END,
              ServerMessages.EXECUTION_END.message().set("reqId", reqId)));
    }
  }

  private boolean wanted(Message m, BrokerExecution e) {
    OrderTerms terms = e.terms();
    String side = terms.side() == Side.BUY ? "BUY" : "SELL";
    String symbol = BrokerSymbols.fromBroker(m.text("symbol"));
    return (m.integer("clientId") == 0 || m.integer("clientId") == terms.clientId())
        && (!m.has("account") || m.text("account").equals(exchange.account()))
        && (symbol.isEmpty() || symbol.equals(terms.symbol()))
        && (!m.has("side") || m.text("side").startsWith(side.substring(0, 1)));
  }

  @Override
  public void orderChanged(BrokerOrder order) {
    if (notForUs(order)) {
      return;
    }
    switch (order.state()) {
      case PRE_SUBMITTED, SUBMITTED -> accepted(order);
      case CANCELLED -> {
        status(order, order.state().word());
        reply.error(order.terms().orderId(), 202, "Order Canceled - reason:" + order.detail());
      }
      case FILLED, INACTIVE -> status(order, order.state().word());
    }
  }

  private void accepted(BrokerOrder order) {
    if (order.filled() == 0) {
      reply.send(messages.openOrder(order, "PreSubmitted"));
      status(order, "PreSubmitted");
    }
    if (exchange.market().open()) {
      reply.send(messages.openOrder(order, "Submitted"));
      status(order, "Submitted");
    } else {
      reply.error(
          order.terms().orderId(),
          399,
          "Order Message:\nYour order will not be placed at the exchange until the next session");
    }
  }

  @Override
  public void executed(BrokerOrder after, BrokerExecution execution) {
    if (notForUs(after)) {
      return;
    }
    reply.send(messages.execution(-1, execution));
    reply.send(messages.openOrder(after, after.state().word()));
    status(after, after.state().word());
    reply.send(messages.commission(execution));
  }

  private boolean notForUs(BrokerOrder order) {
    return order.terms().clientId() != reply.clientId()
        || muted.contains(order.terms().orderId())
        || faults.upstreamDown();
  }

  private void status(BrokerOrder order, String word) {
    if (faults.omitsStatus()) {
      return;
    }
    reply.send(messages.status(order, word));
    if (faults.duplicatesStatus()) {
      reply.send(messages.status(order, word));
    }
  }

  private LocalDate today() {
    return day(exchange.market().clock().instant());
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, SimulatedExchange.ZONE);
  }

  private static Optional<Verdict.Refused> refuse(int code, String text) {
    return Optional.of(new Verdict.Refused(code, text));
  }
}
