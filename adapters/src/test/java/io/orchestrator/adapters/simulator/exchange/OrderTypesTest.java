package io.orchestrator.adapters.simulator.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.simulator.exchange.OrderTerms.Link;
import io.orchestrator.adapters.simulator.exchange.OrderTerms.Trigger;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Triggers, brackets, groups, the close, impact and queue of the simulated exchange. */
class OrderTypesTest {
  @TempDir Path directory;

  private final ScriptedMarket market = new ScriptedMarket();

  private SimulatedExchange open() {
    return open(PartialFills.NONE);
  }

  private SimulatedExchange open(PartialFills fills) {
    return SimulatedExchange.open(
        market,
        ExchangeSettings.DEFAULT
            .withBooksFile(directory.resolve("broker.books"))
            .withPartialFills(fills)
            .withForceToDisk(false));
  }

  private static BigDecimal usd(String price) {
    return price.isEmpty() ? null : new BigDecimal(price);
  }

  private static OrderTerms order(
      int id, Side side, long quantity, OrderType type, String limit, Trigger trigger, Link link) {
    return new OrderTerms(
        7,
        id,
        "ref/" + id,
        "AAPL",
        side,
        quantity,
        type,
        usd(limit),
        TimeInForce.DAY,
        trigger,
        link);
  }

  private static OrderTerms order(int id, Side side, long quantity, OrderType type, String limit) {
    return order(id, side, quantity, type, limit, Trigger.NONE, Link.NONE);
  }

  private static Trigger stop(String price) {
    return new Trigger(usd(price), null, null);
  }

  private static BrokerOrder at(SimulatedExchange exchange, int id) {
    return exchange.find(7, id).orElseThrow();
  }

  private static void await(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!holds.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, what);
      Thread.onSpinWait();
    }
  }

  private static void awaitState(SimulatedExchange exchange, int id, BrokerOrder.State state) {
    await("order " + id + " did not become " + state, () -> at(exchange, id).state() == state);
  }

  private static void same(String expected, BigDecimal actual) {
    assertEquals(
        0, new BigDecimal(expected).compareTo(actual), "expected " + expected + ", was " + actual);
  }

  @Test
  void aStopWaitsForTheLastTradeAndSurvivesARestart() {
    try (SimulatedExchange exchange = open()) {
      exchange.place(order(1, Side.BUY, 100, OrderType.MARKET, ""));
      exchange.place(order(2, Side.SELL, 100, OrderType.STOP, "", stop("188.00"), Link.NONE));
      exchange.place(
          order(3, Side.SELL, 50, OrderType.STOP_LIMIT, "187.95", stop("188.00"), Link.NONE));
      assertEquals(BrokerOrder.State.PRE_SUBMITTED, at(exchange, 2).state());
    }
    try (SimulatedExchange exchange = open()) {
      // Last is the middle: 188.01 reaches nothing.
      market.step("AAPL", 187.91, 188.11, 10_000);
      assertEquals(1, exchange.executions().size());
      market.step("AAPL", 187.80, 188.00, 10_000);
      awaitState(exchange, 2, BrokerOrder.State.FILLED);
      same("187.80", exchange.executions().get(1).price());
      // The stop limit is triggered and rests: the bid is under its limit.
      awaitState(exchange, 3, BrokerOrder.State.SUBMITTED);
      market.step("AAPL", 187.96, 188.20, 10_000);
      awaitState(exchange, 3, BrokerOrder.State.FILLED);
      same("187.96", exchange.executions().get(2).price());
    }
  }

  @Test
  void aTrailingStopFollowsAndNeverGoesBack() {
    try (SimulatedExchange exchange = open()) {
      Trigger twoDollars = new Trigger(null, usd("2.00"), null);
      Trigger onePercent = new Trigger(null, null, usd("1"));
      exchange.place(order(1, Side.SELL, 10, OrderType.TRAILING_STOP, "", twoDollars, Link.NONE));
      exchange.place(order(2, Side.BUY, 10, OrderType.TRAILING_STOP, "", onePercent, Link.NONE));
      same("188.00", at(exchange, 1).stop());
      same("191.90", at(exchange, 2).stop());
      market.step("AAPL", 191.40, 191.60, 10_000);
      await("the sell's stop did not follow", () -> at(exchange, 1).stop().equals(usd("189.50")));
      same("191.90", at(exchange, 2).stop());
      market.step("AAPL", 189.40, 189.60, 10_000);
      market.step("AAPL", 189.39, 189.59, 10_000);
      awaitState(exchange, 1, BrokerOrder.State.FILLED);
      assertTrue(at(exchange, 2).live());
      // 1 % above the lowest trade, 189.49 or 189.50, rounded up to a cent.
      assertTrue(at(exchange, 2).stop().compareTo(usd("191.40")) <= 0);
    }
  }

  @Test
  void aBracketsChildrenWaitForTheParentAndCancelEachOther() {
    try (SimulatedExchange exchange = open()) {
      Link child = new Link(1, "", 0);
      List<Verdict> verdicts =
          exchange.place(
              List.of(
                  order(1, Side.BUY, 100, OrderType.LIMIT, "189.00"),
                  order(2, Side.SELL, 100, OrderType.LIMIT, "195.00", Trigger.NONE, child),
                  order(3, Side.SELL, 100, OrderType.STOP, "", stop("185.00"), child)));
      assertTrue(verdicts.stream().allMatch(Verdict.Accepted.class::isInstance));
      assertEquals(BrokerOrder.State.PRE_SUBMITTED, at(exchange, 2).state());
      market.step("AAPL", 195.10, 195.30, 10_000);
      assertEquals(0, exchange.executions().size());
      market.step("AAPL", 188.80, 189.00, 10_000);
      awaitState(exchange, 1, BrokerOrder.State.FILLED);
      awaitState(exchange, 2, BrokerOrder.State.SUBMITTED);
      assertEquals(BrokerOrder.State.PRE_SUBMITTED, at(exchange, 3).state());
      market.step("AAPL", 195.10, 195.30, 10_000);
      awaitState(exchange, 2, BrokerOrder.State.FILLED);
      awaitState(exchange, 3, BrokerOrder.State.CANCELLED);
      assertEquals(0, exchange.accountView().positions().get(0).quantity());
    }
  }

  @Test
  void childrenGoWithAParentThatNeverFilledAndShrinkToWhatOneFilled() {
    market.set("AAPL", 189.90, 190.10, 30);
    try (SimulatedExchange exchange = open(new PartialFills(true, 1))) {
      Link child = new Link(1, "", 0);
      exchange.place(
          List.of(
              order(1, Side.BUY, 100, OrderType.LIMIT, "190.10"),
              order(2, Side.SELL, 100, OrderType.STOP, "", stop("185.00"), child)));
      assertEquals(30, at(exchange, 1).filled());
      exchange.cancel(7, 1);
      assertEquals(30, at(exchange, 2).terms().quantity());
      assertTrue(at(exchange, 2).live());
      exchange.place(
          List.of(
              order(4, Side.BUY, 100, OrderType.LIMIT, "100.00"),
              order(5, Side.SELL, 100, OrderType.STOP, "", stop("90.00"), new Link(4, "", 0))));
      exchange.cancel(7, 4);
      assertEquals(BrokerOrder.State.CANCELLED, at(exchange, 5).state());
      Verdict orphan =
          exchange.place(
              order(6, Side.SELL, 1, OrderType.LIMIT, "200.00", Trigger.NONE, new Link(4, "", 0)));
      assertEquals(10006, ((Verdict.Refused) orphan).code());
    }
  }

  @Test
  void aGroupCancelsOrReduces() {
    try (SimulatedExchange exchange = open()) {
      Link cancel = new Link(0, "g1", 1);
      Link reduce = new Link(0, "g2", 3);
      exchange.place(order(1, Side.BUY, 100, OrderType.LIMIT, "180.00", Trigger.NONE, cancel));
      exchange.place(order(2, Side.BUY, 40, OrderType.LIMIT, "180.00", Trigger.NONE, reduce));
      exchange.place(order(3, Side.BUY, 10, OrderType.MARKET, "", Trigger.NONE, cancel));
      exchange.place(order(4, Side.BUY, 10, OrderType.MARKET, "", Trigger.NONE, reduce));
      assertEquals(BrokerOrder.State.CANCELLED, at(exchange, 1).state());
      assertEquals(30, at(exchange, 2).terms().quantity());
      assertTrue(at(exchange, 2).live());
      exchange.place(order(5, Side.BUY, 30, OrderType.MARKET, "", Trigger.NONE, reduce));
      assertEquals(BrokerOrder.State.CANCELLED, at(exchange, 2).state());
    }
  }

  @Test
  void ordersOnTheCloseTradeAtTheLastPriceOfTheirSession() {
    try (SimulatedExchange exchange = open()) {
      exchange.place(order(1, Side.BUY, 10, OrderType.MARKET_ON_CLOSE, ""));
      exchange.place(order(2, Side.BUY, 10, OrderType.LIMIT_ON_CLOSE, "190.00"));
      exchange.place(order(3, Side.BUY, 10, OrderType.LIMIT_ON_CLOSE, "192.00"));
      assertEquals(0, exchange.executions().size());
      market.time(Instant.parse("2024-03-05T20:55:00Z"));
      Verdict late = exchange.place(order(4, Side.BUY, 1, OrderType.MARKET_ON_CLOSE, ""));
      assertEquals(201, ((Verdict.Refused) late).code());
      market.set("AAPL", 191.00, 191.20, 10_000);
      market.time(Instant.parse("2024-03-05T21:00:00Z"));
      market.step("AAPL", 191.00, 191.20, 10_000);
      awaitState(exchange, 1, BrokerOrder.State.FILLED);
      awaitState(exchange, 3, BrokerOrder.State.FILLED);
      awaitState(exchange, 2, BrokerOrder.State.CANCELLED);
      same("191.10", exchange.executions().get(0).price());
    }
  }

  /** By hand: 100 at each level, so 250 cost 100·0 + 100·1 + 50·2 cents beyond the touch. */
  @Test
  void whatIsMoreThanTheQuoteShowsCostsACentALevel() {
    market.set("AAPL", 189.90, 190.10, 100);
    try (SimulatedExchange exchange = open()) {
      exchange.place(order(1, Side.BUY, 250, OrderType.MARKET, ""));
      same("190.108", exchange.executions().get(0).price());
      // The same quote has 50 left at the third level.
      exchange.place(order(2, Side.BUY, 100, OrderType.MARKET, ""));
      same("190.125", exchange.executions().get(1).price());
      exchange.place(order(3, Side.BUY, 500, OrderType.LIMIT, "190.14"));
      assertEquals(150, at(exchange, 3).filled());
      assertTrue(at(exchange, 3).live());
    }
  }

  @Test
  void aRestingOrderWaitsItsTurnInTheQueue() {
    market.set("AAPL", 189.90, 190.10, 300);
    try (SimulatedExchange exchange = open()) {
      OrderTerms ours = order(1, Side.BUY, 100, OrderType.LIMIT, "189.90");
      exchange.place(ours);
      for (String print : List.of("189.90/200", "189.90/99", "190.00/1000", "189.90/41")) {
        String[] parts = print.split("/");
        assertEquals(0, at(exchange, 1).filled(), "before " + print);
        market.trade("AAPL", Double.parseDouble(parts[0]), Long.parseLong(parts[1]));
        // The same order again changes nothing but makes the exchange look at once.
        exchange.place(ours);
      }
      assertEquals(40, at(exchange, 1).filled());
      same("189.90", exchange.executions().get(0).price());
      market.trade("AAPL", 189.89, 500);
      awaitState(exchange, 1, BrokerOrder.State.FILLED);
    }
  }

  @Test
  void aWhatIfChangesNothing() {
    try (SimulatedExchange exchange = open()) {
      SimulatedExchange.WhatIf cost =
          exchange.whatIf(order(1, Side.BUY, 100, OrderType.LIMIT, "190.00"));
      assertTrue(cost.refusal().isEmpty());
      same("19000", cost.grossAfter());
      same("1.00", cost.commission());
      assertEquals(
          201,
          exchange
              .whatIf(order(1, Side.BUY, 100_000, OrderType.MARKET, ""))
              .refusal()
              .orElseThrow()
              .code());
      assertTrue(exchange.orders().isEmpty());
    }
  }
}
