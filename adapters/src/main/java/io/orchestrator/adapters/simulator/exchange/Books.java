package io.orchestrator.adapters.simulator.exchange;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the records of the book file add up to. Confined to the exchange's lock. */
final class Books {
  private record ClientOrder(int clientId, int orderId) {}

  private final Map<Long, BrokerOrder> orders = new LinkedHashMap<>();
  private final Map<Long, BrokerOrder> live = new LinkedHashMap<>();
  private final Map<ClientOrder, Long> byClientOrder = new LinkedHashMap<>();
  private final Map<Integer, Integer> highestOrderId = new TreeMap<>();
  private final List<BrokerExecution> executions = new ArrayList<>();
  private final Map<String, Holding> holdings = new TreeMap<>();
  private String account = "";
  private BigDecimal cash = BigDecimal.ZERO;
  private BigDecimal realizedToday = BigDecimal.ZERO;
  private String day = "";
  private BigDecimal dayEquity = BigDecimal.ZERO;
  private long lastPermId = 900_000;

  void apply(BookRecord fact) {
    switch (fact) {
      case BookRecord.AccountOpened f -> {
        account = f.account();
        cash = f.cash();
      }
      case BookRecord.DayOpened f -> {
        day = f.date();
        dayEquity = f.equity();
        realizedToday = BigDecimal.ZERO;
      }
      case BookRecord.OrderAccepted f ->
          add(fresh(f.permId(), f.terms(), stateOf(f.waits()), f.at(), ""));
      case BookRecord.OrderActivated f -> put(order(f.permId()).in(stateOf(f.waits()), f.at(), ""));
      case BookRecord.OrderTriggered f -> put(order(f.permId()).triggeredAt(f.at()));
      case BookRecord.StopMoved f -> put(order(f.permId()).trailed(f.stop()));
      case BookRecord.OrderRejected f ->
          add(fresh(f.permId(), f.terms(), BrokerOrder.State.INACTIVE, f.at(), f.text()));
      case BookRecord.OrderModified f -> put(order(f.permId()).withTerms(f.terms(), f.at()));
      case BookRecord.OrderExecuted f -> execute(f);
      case BookRecord.OrderCancelled f ->
          put(order(f.permId()).in(BrokerOrder.State.CANCELLED, f.at(), f.reason()));
    }
  }

  private static BrokerOrder fresh(
      long permId, OrderTerms terms, BrokerOrder.State state, Instant at, String detail) {
    BigDecimal zero = BigDecimal.ZERO;
    return new BrokerOrder(
        permId, terms, state, 0, zero, zero, zero, at, at, detail, terms.trigger().stop(), false);
  }

  private static BrokerOrder.State stateOf(boolean waits) {
    return waits ? BrokerOrder.State.PRE_SUBMITTED : BrokerOrder.State.SUBMITTED;
  }

  private void add(BrokerOrder order) {
    OrderTerms terms = order.terms();
    lastPermId = Math.max(lastPermId, order.permId());
    // An order from the broker's own screen has id 0; a second order of one id belongs to the
    // first.
    if (terms.orderId() > 0) {
      byClientOrder.putIfAbsent(new ClientOrder(terms.clientId(), terms.orderId()), order.permId());
      highestOrderId.merge(terms.clientId(), terms.orderId(), Math::max);
    }
    put(order);
  }

  private void put(BrokerOrder order) {
    orders.put(order.permId(), order);
    if (order.live()) {
      live.put(order.permId(), order);
    } else {
      live.remove(order.permId());
    }
  }

  private void execute(BookRecord.OrderExecuted f) {
    BrokerOrder o = order(f.permId());
    long filled = o.filled() + f.quantity();
    BigDecimal average =
        o.averagePrice()
            .multiply(BigDecimal.valueOf(o.filled()))
            .add(f.price().multiply(BigDecimal.valueOf(f.quantity())))
            .divide(BigDecimal.valueOf(filled), 8, RoundingMode.HALF_EVEN)
            .stripTrailingZeros();
    BrokerOrder.State state = filled >= o.terms().quantity() ? BrokerOrder.State.FILLED : o.state();
    put(
        new BrokerOrder(
            o.permId(),
            o.terms(),
            state,
            filled,
            average,
            f.price(),
            o.commissions().add(f.commission()),
            o.since(),
            f.at(),
            "",
            o.stop(),
            o.triggered()));
    executions.add(
        new BrokerExecution(
            f.execId(),
            f.permId(),
            o.terms(),
            f.quantity(),
            f.price(),
            filled,
            average,
            f.commission(),
            f.realized(),
            f.at()));
    settle(o.terms(), f);
  }

  private void settle(OrderTerms terms, BookRecord.OrderExecuted f) {
    Holding before = holding(terms.symbol());
    holdings.put(
        terms.symbol(),
        before.trade(terms.side(), f.quantity(), f.price(), f.commission()).after());
    long signed = terms.side().sign() * f.quantity();
    cash = cash.subtract(f.price().multiply(BigDecimal.valueOf(signed))).subtract(f.commission());
    if (f.realized() != null) {
      realizedToday = realizedToday.add(f.realized());
    }
  }

  BrokerOrder order(long permId) {
    BrokerOrder order = orders.get(permId);
    if (order == null) {
      throw new IllegalStateException("books name an order that they do not have: " + permId);
    }
    return order;
  }

  Optional<BrokerOrder> find(int clientId, int orderId) {
    return Optional.ofNullable(byClientOrder.get(new ClientOrder(clientId, orderId)))
        .map(orders::get);
  }

  Holding holding(String symbol) {
    return holdings.getOrDefault(symbol, Holding.FLAT);
  }

  Map<String, Holding> holdings() {
    return holdings;
  }

  Collection<BrokerOrder> orders() {
    return orders.values();
  }

  Collection<BrokerOrder> live() {
    return live.values();
  }

  List<BrokerExecution> executions() {
    return executions;
  }

  int highestOrderId(int clientId) {
    return highestOrderId.getOrDefault(clientId, 0);
  }

  long nextPermId() {
    return lastPermId + 1;
  }

  /** Unique for ever: its number is the count of all executions in the books. */
  String execId(int ahead) {
    return String.format("0000e0d5.%08x.01.01", executions.size() + 1 + ahead);
  }

  String account() {
    return account;
  }

  BigDecimal cash() {
    return cash;
  }

  BigDecimal realizedToday() {
    return realizedToday;
  }

  String day() {
    return day;
  }

  BigDecimal dayEquity() {
    return dayEquity;
  }
}
