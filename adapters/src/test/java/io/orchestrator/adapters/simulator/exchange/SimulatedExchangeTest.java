package io.orchestrator.adapters.simulator.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Orders, money and books of the simulated broker. */
@Timeout(30)
class SimulatedExchangeTest {
  @TempDir Path directory;
  private final ScriptedMarket market = new ScriptedMarket();

  private Path file() {
    return directory.resolve("broker.books");
  }

  private SimulatedExchange open() {
    return SimulatedExchange.open(
        market,
        ExchangeSettings.DEFAULT
            .withBooksFile(file())
            .withPartialFills(PartialFills.NONE)
            .withForceToDisk(false));
  }

  private static OrderTerms order(int id, Side side, long quantity, String limit) {
    return order(id, side, quantity, limit, TimeInForce.DAY);
  }

  private static OrderTerms order(int id, Side side, long quantity, String limit, TimeInForce tif) {
    return new OrderTerms(
        7,
        id,
        "ref/" + id,
        "AAPL",
        side,
        quantity,
        limit.isEmpty() ? OrderType.MARKET : OrderType.LIMIT,
        limit.isEmpty() ? null : new BigDecimal(limit),
        tif);
  }

  private static void same(String expected, BigDecimal actual) {
    assertEquals(
        0, new BigDecimal(expected).compareTo(actual), "expected " + expected + ", was " + actual);
  }

  /** Numbers by hand: 300 at 190.10 + 1.50; 100 at 189.90 − 1.00. */
  @Test
  void moneyAddsUp() {
    try (SimulatedExchange exchange = open()) {
      exchange.place(order(1, Side.BUY, 300, ""));
      same("42968.50", exchange.accountView().cash());
      AccountView.PositionView held = exchange.accountView().positions().get(0);
      same("190.105", held.averageCost());
      same("99968.50", exchange.accountView().equity());
      exchange.place(order(2, Side.SELL, 100, ""));
      BrokerExecution sale = exchange.executions().get(1);
      same("-21.50", sale.realized());
      same("61957.50", exchange.accountView().cash());
      same("-21.50", exchange.accountView().realizedPnl());
      assertEquals(200, exchange.accountView().positions().get(0).quantity());
    }
  }

  @Test
  void aTradeThroughZeroOpensTheOtherSide() {
    Holding long10 = new Holding(10, new BigDecimal("100"));
    Holding.Change change = long10.trade(Side.SELL, 30, new BigDecimal("110"), new BigDecimal("3"));
    same("99", change.realized());
    assertEquals(-20, change.after().quantity());
    same("109.9", change.after().averageCost());
  }

  @Test
  void everythingSurvivesReopening() {
    try (SimulatedExchange exchange = open()) {
      exchange.place(order(1, Side.BUY, 10, ""));
      exchange.place(order(2, Side.BUY, 10, "100.00"));
      exchange.place(order(3, Side.BUY, 10, "101.00"));
      exchange.cancel(7, 3);
      exchange.reject(order(4, Side.BUY, 1, ""), 201, "no");
    }
    try (SimulatedExchange exchange = open()) {
      assertEquals(5, exchange.nextOrderId(7));
      assertEquals(1, exchange.nextOrderId(8));
      assertEquals(1, exchange.openOrders().size());
      assertEquals("ref/2", exchange.openOrders().get(0).terms().orderRef());
      assertEquals(BrokerOrder.State.CANCELLED, exchange.find(7, 3).orElseThrow().state());
      assertEquals(BrokerOrder.State.INACTIVE, exchange.find(7, 4).orElseThrow().state());
      assertEquals(Map.of("ref/1", 1L, "ref/2", 1L, "ref/3", 1L), exchange.acceptedOrdersByRef());
      same("98098.00", exchange.accountView().cash());
      String firstExecution = exchange.executions().get(0).execId();
      exchange.place(order(5, Side.SELL, 10, ""));
      assertEquals(2, exchange.executions().size());
      assertTrue(!firstExecution.equals(exchange.executions().get(1).execId()));
      assertInstanceOf(Verdict.Refused.class, exchange.place(order(1, Side.BUY, 10, "")));
    }
  }

  @Test
  void aTornLastRecordIsCutOff() throws Exception {
    try (SimulatedExchange exchange = open()) {
      exchange.place(order(1, Side.BUY, 10, "100.00"));
    }
    byte[] good = Files.readAllBytes(file());
    try (SimulatedExchange exchange = open()) {
      exchange.place(order(2, Side.BUY, 10, "100.00"));
    }
    byte[] all = Files.readAllBytes(file());
    int last = all.length - 1;
    for (int cut = good.length; cut <= last; cut += cut == last ? 1 : Math.min(9, last - cut)) {
      Files.write(file(), java.util.Arrays.copyOf(all, cut));
      try (SimulatedExchange exchange = open()) {
        assertEquals(1, exchange.openOrders().size(), "cut at " + cut);
        assertEquals(2, exchange.nextOrderId(7));
        // What is written behind the cut is sound.
        exchange.place(order(2, Side.BUY, 5, "100.00"));
      }
      try (SimulatedExchange exchange = open()) {
        assertEquals(2, exchange.openOrders().size(), "after cut at " + cut);
      }
    }
  }

  @Test
  void damageInFrontOfGoodRecordsIsRefused() throws Exception {
    try (SimulatedExchange exchange = open()) {
      exchange.place(order(1, Side.BUY, 10, "100.00"));
    }
    byte[] bytes = Files.readAllBytes(file());
    bytes[20] ^= 1;
    Files.write(file(), bytes);
    UncheckedIOException e = assertThrows(UncheckedIOException.class, this::open);
    assertTrue(e.getMessage().contains("damaged"), e.getMessage());
  }

  @Test
  void booksBelongToOneProcessAndOneAccount() throws Exception {
    try (SimulatedExchange exchange = open()) {
      UncheckedIOException e = assertThrows(UncheckedIOException.class, this::open);
      assertTrue(e.getMessage().contains("in use"), e.getMessage());
      assertEquals(100_000, exchange.accountView().cash().intValue());
    }
    Files.writeString(file(), "garbage without end", StandardOpenOption.APPEND);
    try (SimulatedExchange exchange = open()) {
      assertTrue(exchange.orders().isEmpty());
    }
  }

  @Test
  void theSameIdNeverMakesASecondOrder() {
    try (SimulatedExchange exchange = open()) {
      exchange.place(order(5, Side.BUY, 10, "100.00"));
      exchange.place(order(5, Side.BUY, 10, "100.00"));
      assertEquals(1, exchange.orders().size());
      exchange.place(order(5, Side.BUY, 12, "101.00"));
      assertEquals(12, exchange.find(7, 5).orElseThrow().terms().quantity());
      assertEquals(
          105, ((Verdict.Refused) exchange.place(order(5, Side.SELL, 10, "100.00"))).code());
      exchange.cancel(7, 5);
      assertEquals(
          103, ((Verdict.Refused) exchange.place(order(5, Side.BUY, 10, "100.00"))).code());
      assertEquals(
          103, ((Verdict.Refused) exchange.place(order(4, Side.BUY, 10, "100.00"))).code());
      assertEquals(10148, ((Verdict.Refused) exchange.cancel(7, 5)).code());
    }
  }

  @Test
  void immediateOrCancelAndTheEndOfTheDay() {
    try (SimulatedExchange exchange = open()) {
      exchange.place(order(1, Side.BUY, 10, "100.00", TimeInForce.IOC));
      assertEquals(BrokerOrder.State.CANCELLED, exchange.find(7, 1).orElseThrow().state());
      exchange.place(order(2, Side.BUY, 10, "100.00"));
      exchange.place(order(3, Side.BUY, 10, "100.00", TimeInForce.GTC));
      market.time(ScriptedMarket.TEN.plus(Duration.ofDays(1)));
      market.step("AAPL", 189.90, 190.10, 100);
      awaitState(exchange, 2, BrokerOrder.State.CANCELLED);
      assertTrue(exchange.find(7, 3).orElseThrow().live());
    }
  }

  private static void awaitState(SimulatedExchange exchange, int id, BrokerOrder.State state) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (exchange.find(7, id).orElseThrow().state() != state) {
      assertTrue(System.nanoTime() < deadline, "order " + id + " did not become " + state);
      Thread.onSpinWait();
    }
  }

  @Test
  void marginStopsEntriesButNeverExits() {
    try (SimulatedExchange exchange = open()) {
      exchange.place(order(1, Side.BUY, 1000, ""));
      assertEquals(1000, exchange.accountView().positions().get(0).quantity());
      Verdict more = exchange.place(order(2, Side.BUY, 100, ""));
      assertEquals(201, ((Verdict.Refused) more).code());
      assertInstanceOf(Verdict.Accepted.class, exchange.place(order(3, Side.SELL, 1000, "")));
    }
  }
}
