package io.orchestrator.adapters.simulator.gateway;

import io.orchestrator.adapters.ibkr.wire.BrokerOrderTypes;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

/** The order requests of one client, and the news of its orders. */
final class OrderRequests implements ExchangeListener {
  private static final int MAX_KEPT = 1_000;

  private final SimulatedGateway.Shared shared;
  private final Reply reply;
  private final OrderMessages messages;
  private final SimulatedExchange exchange;
  private final Faults faults;

  /** Orders that were not transmitted yet, by order id. */
  private final Map<Integer, OrderTerms> kept = new ConcurrentSkipListMap<>();

  private final Queue<BrokerExecution> withheld = new ConcurrentLinkedQueue<>();

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
    if (m.flag("whatIf")) {
      reply.send(messages.whatIf(terms, exchange.whatIf(terms)));
      return;
    }
    if (faults.takeLostAcknowledgement()) {
      muted.add(orderId);
    }
    if (!m.flag("transmit") && exchange.find(terms.clientId(), orderId).isEmpty()) {
      keep(terms);
      return;
    }
    List<OrderTerms> together = released(terms);
    if (faults.upstreamDown() && shared.hold(together)) {
      return;
    }
    submit(together);
    if (faults.takeTwin() && exchange.find(terms.clientId(), orderId).isPresent()) {
      exchange.placeBeside(terms);
    }
  }

  /** Not transmitted: known to this gateway only, and gone with it. */
  private void keep(OrderTerms terms) {
    if (kept.size() >= MAX_KEPT && !kept.containsKey(terms.orderId())) {
      reply.error(terms.orderId(), 201, "Order rejected - reason:too many untransmitted orders");
      return;
    }
    kept.put(terms.orderId(), terms);
    reply.send(messages.untransmitted(terms));
  }

  /** The order, and before it what waited for it to be transmitted: its parent and siblings. */
  private List<OrderTerms> released(OrderTerms terms) {
    int parent = terms.link().parentId();
    List<OrderTerms> all = new ArrayList<>();
    if (parent != 0) {
      for (OrderTerms waiting : List.copyOf(kept.values())) {
        boolean sameBracket = waiting.orderId() == parent || waiting.link().parentId() == parent;
        if (sameBracket && waiting.orderId() != terms.orderId()) {
          all.add(kept.remove(waiting.orderId()));
        }
      }
    }
    kept.remove(terms.orderId());
    all.add(terms);
    return all;
  }

  private void submit(List<OrderTerms> together) {
    Optional<Faults.Reject> reject = faults.takeReject();
    List<Verdict> verdicts =
        reject.isPresent()
            ? together.stream()
                .map(t -> exchange.reject(t, reject.get().code(), reject.get().text()))
                .toList()
            : exchange.place(together);
    for (int i = 0; i < together.size(); i++) {
      if (verdicts.get(i) instanceof Verdict.Refused refused) {
        refused(together.get(i), refused);
      }
    }
  }

  void refused(OrderTerms terms, Verdict.Refused refused) {
    if (muted.contains(terms.orderId())) {
      return;
    }
    if (refused.code() == 201) {
      exchange.find(terms.clientId(), terms.orderId()).ifPresent(o -> status(o, o.state().word()));
    }
    reply.error(terms.orderId(), refused.code(), refused.text());
  }

  /** What this broker does not take, beside what the exchange itself checks. */
  private Optional<Verdict.Refused> unusable(Message m) {
    String type = m.text("orderType");
    if (BrokerOrderTypes.parse(type).isEmpty()) {
      return refuse(321, "Error validating request:-'bN' : cause - Invalid order type: " + type);
    }
    if (!m.text("action").equals("BUY") && !m.text("action").equals("SELL")) {
      return refuse(321, "Error validating request:-'bN' : cause - Invalid action");
    }
    if (OrderMessages.timeInForce(m.text("tif")).isEmpty()) {
      return refuse(321, "Error validating request:-'bN' : cause - Invalid time in force");
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
    OrderType type = BrokerOrderTypes.parse(m.text("orderType")).orElse(OrderType.MARKET);
    BigDecimal quantity =
        m.numberOrZero("totalQuantity").max(BigDecimal.ZERO).min(new BigDecimal("1e12"));
    return new OrderTerms(
        reply.clientId(),
        m.int32("orderId"),
        m.text("orderRef"),
        symbol,
        m.text("action").equals("SELL") ? Side.SELL : Side.BUY,
        quantity.longValue(),
        type,
        type.needsLimitPrice() ? m.number("lmtPrice").orElse(null) : null,
        OrderMessages.timeInForce(m.text("tif")).orElse(TimeInForce.DAY),
        trigger(m, type),
        new OrderTerms.Link(m.int32("parentId"), m.text("ocaGroup"), ocaType(m)));
  }

  private static OrderTerms.Trigger trigger(Message m, OrderType type) {
    return switch (type) {
      case STOP, STOP_LIMIT ->
          new OrderTerms.Trigger(m.number("auxPrice").orElse(null), null, null);
      case TRAILING_STOP ->
          new OrderTerms.Trigger(
              positive(m, "trailStopPrice"),
              positive(m, "auxPrice"),
              positive(m, "trailingPercent"));
      case MARKET, LIMIT, MARKET_ON_CLOSE, LIMIT_ON_CLOSE -> OrderTerms.Trigger.NONE;
    };
  }

  private static BigDecimal positive(Message m, String field) {
    return m.number(field).filter(n -> n.signum() > 0).orElse(null);
  }

  /** A group without a type reduces, as the real gateway shows it. */
  private static int ocaType(Message m) {
    int type = Math.clamp(m.integer("ocaType"), 0, 3);
    return m.has("ocaGroup") && type == 0 ? 3 : type;
  }

  void cancel(Message m) {
    int orderId = m.int32("orderId");
    OrderTerms untransmitted = kept.remove(orderId);
    if (untransmitted != null) {
      reply.error(orderId, 202, "Order Canceled - reason:");
      return;
    }
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
        reply.sendPart(messages.openOrder(shown(order), word(order)));
        reply.sendPart(messages.status(shown(order), word(order)));
      }
    }
    kept.values().forEach(terms -> reply.sendPart(messages.untransmitted(terms)));
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
      reply.send(messages.openOrder(shown(order), "PreSubmitted"));
      status(order, "PreSubmitted");
    }
    if (order.state() == BrokerOrder.State.PRE_SUBMITTED) {
      return;
    }
    if (exchange.market().open()) {
      reply.send(messages.openOrder(shown(order), word(order)));
      status(order, word(order));
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
    if (faults.withholdsFills()) {
      if (withheld.size() < MAX_KEPT) {
        withheld.add(execution);
      }
      return;
    }
    reply.send(messages.execution(-1, execution));
    reply.send(messages.openOrder(shown(after), word(after)));
    status(after, word(after));
    reply.send(messages.commission(execution));
  }

  /** Fills that were kept back come late, one after the other. */
  void tellWithheld() {
    for (BrokerExecution e = withheld.poll(); e != null; e = withheld.poll()) {
      reply.send(messages.execution(-1, e));
      reply.send(messages.commission(e));
      exchange.find(e.terms().clientId(), e.terms().orderId()).ifPresent(o -> status(o, word(o)));
    }
  }

  /** The order as this gateway shows it: a gateway that lost its ids shows others. */
  private BrokerOrder shown(BrokerOrder order) {
    int id = order.terms().orderId();
    return faults.strangeIds() && id > 0 ? order.withOrderId(-id) : order;
  }

  private String word(BrokerOrder order) {
    boolean stale = faults.staleStates() && order.live();
    return stale ? BrokerOrder.State.PRE_SUBMITTED.word() : order.state().word();
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
    reply.send(messages.status(shown(order), word));
    if (faults.duplicatesStatus()) {
      reply.send(messages.status(shown(order), word));
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
