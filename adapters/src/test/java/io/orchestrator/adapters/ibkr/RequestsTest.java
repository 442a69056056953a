package io.orchestrator.adapters.ibkr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.order.OcaType;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.order.Trail;
import io.orchestrator.domain.port.BrokerGateway.AlarmCause;
import io.orchestrator.domain.port.BrokerGateway.HistoryRequest;
import io.orchestrator.domain.port.BrokerGateway.Link;
import io.orchestrator.domain.port.BrokerGateway.OpenOrderReported;
import io.orchestrator.domain.port.BrokerGateway.OrderStatusReported;
import io.orchestrator.domain.port.BrokerGateway.PnlReported;
import io.orchestrator.domain.port.BrokerGateway.PositionPnlReported;
import io.orchestrator.domain.port.BrokerGateway.SessionAlarm;
import io.orchestrator.domain.port.BrokerGateway.SessionReady;
import io.orchestrator.domain.port.BrokerGateway.Ticket;
import io.orchestrator.domain.port.BrokerGateway.WhatIf;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is asked and answered beside plain orders, on real sockets. */
@Timeout(60)
class RequestsTest {
  private static final HistoryRequest DAYS =
      new HistoryRequest("AAPL", Timeframe.D1, Optional.empty(), Duration.ofDays(10), true);

  @TempDir Path directory;

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static Throwable failure(CompletionStage<?> stage) {
    return assertThrows(ExecutionException.class, () -> get(stage)).getCause();
  }

  private static Ticket ticket(
      int id, Side side, OrderType type, String limit, String stop, Trail trail, Link link) {
    return new Ticket(
        id,
        "w1/place/" + id,
        "AAPL",
        side,
        100,
        type,
        limit.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(limit)),
        TimeInForce.DAY,
        false,
        stop.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(stop)),
        Optional.ofNullable(trail),
        link);
  }

  @Test
  void everyTypeArrivesWithItsPrices() {
    try (Desk desk = Desk.open(directory)) {
      Trail percent = Trail.percent(new BigDecimal("1.5"));
      Trail amount = Trail.amount(new BigDecimal("2"));
      desk.client.place(ticket(1, Side.SELL, OrderType.STOP, "", "150", null, Link.NONE), 0);
      desk.client.place(
          ticket(2, Side.SELL, OrderType.STOP_LIMIT, "149", "150", null, Link.NONE), 0);
      desk.client.place(
          ticket(3, Side.SELL, OrderType.TRAILING_STOP, "", "", percent, Link.NONE), 0);
      desk.client.place(
          ticket(4, Side.SELL, OrderType.TRAILING_STOP, "", "180", amount, Link.NONE), 0);
      desk.client.place(ticket(5, Side.BUY, OrderType.MARKET_ON_CLOSE, "", "", null, Link.NONE), 0);
      desk.client.place(
          ticket(6, Side.BUY, OrderType.LIMIT_ON_CLOSE, "151", "", null, Link.NONE), 0);
      desk.events.await(OrderStatusReported.class, s -> s.brokerOrderId() == 6);
      List<BrokerOrder> orders = desk.exchange.openOrders();
      assertEquals(
          List.of(
              OrderType.STOP,
              OrderType.STOP_LIMIT,
              OrderType.TRAILING_STOP,
              OrderType.TRAILING_STOP,
              OrderType.MARKET_ON_CLOSE,
              OrderType.LIMIT_ON_CLOSE),
          orders.stream().map(o -> o.terms().type()).toList());
      assertEquals(new BigDecimal("150"), orders.get(0).stop());
      assertEquals(new BigDecimal("149"), orders.get(1).terms().limit());
      assertEquals(new BigDecimal("1.5"), orders.get(2).terms().trigger().trailPercent());
      // The first stop was given at 180 and the market, at 190, pulls it to 188.
      assertEquals(0, new BigDecimal("188").compareTo(orders.get(3).stop()));
      assertEquals(new BigDecimal("151"), orders.get(5).terms().limit());
    }
  }

  @Test
  void aBracketIsHeldUntilItsLastOrderAndLivesAsOne() {
    try (Desk desk = Desk.open(directory)) {
      Link parent = new Link(0, "", OcaType.CANCEL_WITH_BLOCK, false);
      Link middle = new Link(1, "exit/1", OcaType.CANCEL_WITH_BLOCK, false);
      Link last = new Link(1, "exit/1", OcaType.CANCEL_WITH_BLOCK, true);
      desk.client.place(ticket(1, Side.BUY, OrderType.MARKET, "", "", null, parent), 0);
      desk.client.place(ticket(2, Side.SELL, OrderType.LIMIT, "195", "", null, middle), 0);
      desk.events.await(
          OpenOrderReported.class, o -> o.brokerOrderId() == 2 && o.status().equals("Inactive"));
      assertTrue(desk.exchange.orders().isEmpty());
      desk.client.place(ticket(3, Side.SELL, OrderType.STOP, "", "185", null, last), 0);
      desk.events.await(
          OrderStatusReported.class, s -> s.brokerOrderId() == 1 && s.status().equals("Filled"));
      desk.market.step("AAPL", 195.10, 195.30, 10_000);
      desk.events.await(
          OrderStatusReported.class, s -> s.brokerOrderId() == 2 && s.status().equals("Filled"));
      desk.events.await(
          OrderStatusReported.class, s -> s.brokerOrderId() == 3 && s.status().equals("Cancelled"));
      assertEquals(0, desk.exchange.accountView().positions().get(0).quantity());
    }
  }

  @Test
  void aWhatIfTellsItsCostAndIsNoOrder() throws Exception {
    try (Desk desk = Desk.open(directory)) {
      WhatIf cost = get(desk.client.whatIf(Desk.limit(1, Side.BUY, 100, "190.00")));
      assertEquals(0, new BigDecimal("9500").compareTo(cost.initMarginAfter().orElseThrow()));
      assertEquals(0, new BigDecimal("4750").compareTo(cost.maintMarginAfter().orElseThrow()));
      assertEquals(0, BigDecimal.ZERO.compareTo(cost.initMarginBefore().orElseThrow()));
      assertEquals(0, BigDecimal.ONE.compareTo(cost.commission().orElseThrow()));
      assertEquals("", cost.warning());
      WhatIf tooMuch = get(desk.client.whatIf(Desk.market(2, Side.BUY, 100_000)));
      assertTrue(tooMuch.warning().contains("INITIAL MARGIN"));
      assertTrue(desk.exchange.orders().isEmpty());
      assertTrue(desk.events.of(OpenOrderReported.class).isEmpty(), "a what-if is no open order");
    }
  }

  @Test
  void barsComeOnceForTheSameQuestionAndErrorsAreSaid() throws Exception {
    try (Desk desk = Desk.open(directory)) {
      List<Bar> days = get(desk.client.history(DAYS));
      assertEquals(5, days.size());
      assertEquals(Timeframe.D1, days.get(0).timeframe());
      assertTrue(days.get(0).start().isBefore(days.get(4).start()));
      HistoryRequest nobody =
          new HistoryRequest("NOSUCH", Timeframe.D1, Optional.empty(), Duration.ofDays(1), true);
      assertTrue(failure(desk.client.history(nobody)).getMessage().contains("200"));
    }
  }

  @Test
  void historyWaitsForItsFarmAndAFrozenGatewayEndsInATimeOut() throws Exception {
    try (Desk desk = Desk.open(directory)) {
      desk.server.tell(2105, "HMDS data farm connection is broken:ushmds");
      while (desk.client.farms().getOrDefault("ushmds", 0) != 2105) {
        Thread.onSpinWait();
      }
      CompletionStage<List<Bar>> waiting = desk.client.history(DAYS);
      assertTrue(desk.client.probe().reachable());
      assertFalse(waiting.toCompletableFuture().isDone());
      desk.server.tell(2106, "HMDS data farm connection is OK:ushmds");
      assertEquals(5, get(waiting).size());

      desk.client.close();
      desk.events.clear();
      IbkrSettings plain =
          Desk.settings(desk.server.port(), Duration.ofSeconds(5), Duration.ofSeconds(30));
      desk.connect(
          Desk.with(
              plain,
              RestartSchedule.DEFAULT.withoutRestarts(),
              new RequestLimits(
                  Duration.ofMillis(300), Duration.ofMillis(300), 10, 2, Duration.ofSeconds(1))));
      desk.server.faults().freeze();
      assertInstanceOf(
          TimeoutException.class,
          failure(desk.client.whatIf(Desk.limit(1, Side.BUY, 1, "190.00"))));
      assertInstanceOf(TimeoutException.class, failure(desk.client.history(DAYS)));
      desk.server.faults().thaw();
    }
  }

  @Test
  void profitIsWatchedOverReconnects() {
    try (Desk desk = Desk.open(directory)) {
      desk.client.place(Desk.market(1, Side.BUY, 100), 0);
      desk.client.watchPnl(Set.of("AAPL"));
      desk.events.await(PnlReported.class);
      PositionPnlReported position = desk.events.await(PositionPnlReported.class);
      assertEquals("AAPL", position.symbol());
      desk.events.clear();
      desk.server.disconnectAll();
      desk.events.await(SessionReady.class);
      desk.events.await(PnlReported.class);
      assertEquals(100, desk.events.await(PositionPnlReported.class).quantity());
    }
  }

  @Test
  void aPersonIsCalledOnceACause() {
    try (Desk desk = Desk.open(directory)) {
      for (int i = 0; i < 3; i++) {
        desk.server.tell(10197, "No market data during competing live session");
        desk.server.tell(354, "Requested market data is not subscribed");
      }
      desk.events.await(SessionAlarm.class, a -> a.cause() == AlarmCause.MARKET_DATA_ENTITLEMENT);
      assertTrue(desk.client.probe().reachable());
      assertEquals(
          List.of(AlarmCause.COMPETING_SESSION, AlarmCause.MARKET_DATA_ENTITLEMENT),
          desk.events.of(SessionAlarm.class).stream().map(SessionAlarm::cause).toList());
    }
  }
}
