package io.orchestrator.adapters.ibkr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.adapters.simulator.exchange.PartialFills;
import io.orchestrator.adapters.simulator.gateway.Faults;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.port.BrokerGateway.AccountValueReported;
import io.orchestrator.domain.port.BrokerGateway.CommissionReported;
import io.orchestrator.domain.port.BrokerGateway.CompletedOrderReported;
import io.orchestrator.domain.port.BrokerGateway.ExecutionReported;
import io.orchestrator.domain.port.BrokerGateway.OpenOrderReported;
import io.orchestrator.domain.port.BrokerGateway.OrderError;
import io.orchestrator.domain.port.BrokerGateway.OrderStatusReported;
import io.orchestrator.domain.port.BrokerGateway.PositionReported;
import io.orchestrator.domain.port.BrokerGateway.SendOutcome;
import io.orchestrator.domain.port.BrokerGateway.SessionLost;
import io.orchestrator.domain.port.BrokerGateway.SessionNotice;
import io.orchestrator.domain.port.BrokerGateway.SessionReady;
import io.orchestrator.domain.port.BrokerGateway.SyncFinished;
import io.orchestrator.domain.port.BrokerGateway.Ticket;
import io.orchestrator.domain.port.BrokerGateway.UpstreamChanged;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client against the simulated gateway, over a real socket. */
@Timeout(30)
class IbkrGatewayTest {
  @TempDir Path directory;

  @Test
  void becomesReadyWithTheAccountAndTheFirstOrderId() {
    try (Desk desk = Desk.open(directory)) {
      SessionReady ready = desk.events.await(SessionReady.class);
      assertEquals("DU1234567", ready.account());
      assertEquals(1, ready.nextOrderId());
      assertTrue(desk.client.probe().reachable());
      assertEquals(SessionState.READY, desk.client.state());
    }
  }

  @Test
  void aMarketOrderIsFilledAtTheAskWithItsCommission() {
    try (Desk desk = Desk.open(directory)) {
      assertEquals(SendOutcome.WRITTEN, desk.client.place(Desk.market(1, Side.BUY, 100), 0));
      ExecutionReported fill = desk.events.await(ExecutionReported.class);
      assertEquals("w1/place/1", fill.orderRef());
      assertEquals("AAPL", fill.symbol());
      assertEquals(100, fill.quantity());
      assertEquals(0, new BigDecimal("190.10").compareTo(fill.price()));
      CommissionReported commission = desk.events.await(CommissionReported.class);
      assertEquals(fill.execId(), commission.execId());
      assertEquals(0, new BigDecimal("1.00").compareTo(commission.commission()));
      OrderStatusReported done =
          desk.events.await(OrderStatusReported.class, s -> s.status().equals("Filled"));
      assertEquals(100, done.filled());
      assertEquals(0, done.remaining());
    }
  }

  @Test
  void aLimitOrderRestsUntilTheMarketReachesIt() {
    try (Desk desk = Desk.open(directory)) {
      desk.client.place(Desk.limit(1, Side.BUY, 10, "189.00"), 0);
      desk.events.await(OrderStatusReported.class, s -> s.status().equals("Submitted"));
      OpenOrderReported open = desk.events.await(OpenOrderReported.class);
      assertEquals("w1/place/1", open.orderRef());
      assertEquals(10, open.quantity());
      desk.market.step("AAPL", 188.80, 188.90, 500);
      ExecutionReported fill = desk.events.await(ExecutionReported.class);
      assertEquals(0, new BigDecimal("188.90").compareTo(fill.price()));
    }
  }

  @Test
  void partialFillsAddUpAndCommissionHasOneMinimum() {
    try (Desk desk = Desk.open(directory, new PartialFills(true, 0.25))) {
      desk.market.set("AAPL", 189.90, 190.10, 40);
      desk.client.place(Desk.limit(1, Side.BUY, 100, "190.10"), 0);
      desk.events.await(ExecutionReported.class);
      for (int i = 0; i < 100 && !desk.exchange.openOrders().isEmpty(); i++) {
        int fills = desk.events.of(ExecutionReported.class).size();
        desk.market.step("AAPL", 189.90, 190.10, 40);
        desk.events.await(
            ExecutionReported.class, e -> desk.events.of(ExecutionReported.class).size() > fills);
      }
      desk.events.await(OrderStatusReported.class, s -> s.status().equals("Filled"));
      var fills = desk.events.of(ExecutionReported.class);
      assertTrue(fills.size() >= 3, "at least three pieces of at most 40: " + fills);
      assertEquals(100, fills.stream().mapToLong(ExecutionReported::quantity).sum());
      assertEquals(fills.size(), fills.stream().map(ExecutionReported::execId).distinct().count());
      desk.events.await(
          CommissionReported.class,
          c -> desk.events.of(CommissionReported.class).size() == fills.size());
      BigDecimal total =
          desk.events.of(CommissionReported.class).stream()
              .map(CommissionReported::commission)
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertEquals(0, new BigDecimal("1.00").compareTo(total));
    }
  }

  @Test
  void aCancelledOrderIsCancelledAndTheNoticeIsNoRejection() {
    try (Desk desk = Desk.open(directory)) {
      desk.client.place(Desk.limit(1, Side.BUY, 10, "100.00"), 0);
      desk.events.await(OrderStatusReported.class, s -> s.status().equals("Submitted"));
      assertEquals(SendOutcome.WRITTEN, desk.client.cancel(1));
      desk.events.await(OrderStatusReported.class, s -> s.status().equals("Cancelled"));
      OrderError notice = desk.events.await(OrderError.class);
      assertEquals(202, notice.code());
      assertFalse(notice.rejected());
      desk.client.cancel(77);
      assertEquals(77, desk.events.await(OrderError.class, e -> e.code() == 10147).brokerOrderId());
    }
  }

  @Test
  void rejectionsKillTheOrderAndWarningsDoNot() {
    try (Desk desk = Desk.open(directory)) {
      desk.server.faults().rejectNextOrder(201, "Order rejected - reason:test");
      desk.client.place(Desk.market(1, Side.BUY, 1), 0);
      assertTrue(desk.events.await(OrderError.class, e -> e.code() == 201).rejected());
      desk.client.place(
          new Ticket(
              2,
              "w1/place/2",
              "NOSUCH",
              Side.BUY,
              1,
              OrderType.MARKET,
              Optional.empty(),
              TimeInForce.DAY,
              false),
          0);
      assertTrue(desk.events.await(OrderError.class, e -> e.code() == 200).rejected());
      desk.client.place(Desk.market(3, Side.BUY, 1_000_000), 0);
      assertTrue(
          desk.events
              .await(OrderError.class, e -> e.code() == 201 && e.brokerOrderId() == 3)
              .text()
              .contains("MARGIN"));
      desk.market.open(false);
      desk.client.place(Desk.market(4, Side.BUY, 1), 0);
      assertFalse(desk.events.await(OrderError.class, e -> e.code() == 399).rejected());
      desk.client.place(Desk.market(2, Side.BUY, 1), 0);
      assertFalse(desk.events.await(OrderError.class, e -> e.code() == 103).rejected());
    }
  }

  @Test
  void syncTellsEverythingInTheOrderThatLetsFillsFindTheirOrders() {
    try (Desk desk = Desk.open(directory)) {
      desk.client.place(Desk.market(1, Side.BUY, 10), 0);
      desk.events.await(CommissionReported.class);
      desk.client.place(Desk.limit(2, Side.SELL, 5, "500.00"), 0);
      desk.events.await(
          OpenOrderReported.class, o -> o.brokerOrderId() == 2 && o.status().equals("Submitted"));
      desk.events.clear();
      desk.client.requestSync();
      SyncFinished end = desk.events.await(SyncFinished.class);
      assertTrue(end.complete(), end.detail());
      var all = desk.events.all();
      int position = all.indexOf(desk.events.await(PositionReported.class));
      int open = all.indexOf(desk.events.await(OpenOrderReported.class));
      int completed = all.indexOf(desk.events.await(CompletedOrderReported.class));
      int execution = all.indexOf(desk.events.await(ExecutionReported.class));
      assertTrue(position < open && open < completed && completed < execution, all.toString());
      assertEquals(10, desk.events.await(PositionReported.class).quantity());
      AccountValueReported cash =
          desk.events.await(AccountValueReported.class, v -> v.key().equals("TotalCashValue"));
      assertEquals("98098.00", cash.value());
      assertEquals("w1/place/1", desk.events.await(CompletedOrderReported.class).orderRef());
      // A second one starts from the beginning although the subscriptions exist.
      desk.events.clear();
      desk.client.requestSync();
      assertTrue(desk.events.await(SyncFinished.class).complete());
      desk.events.await(PositionReported.class);
      desk.events.await(AccountValueReported.class, v -> v.key().equals("NetLiquidation"));
    }
  }

  @Test
  void aMissingExecutionsEndIsTakenForNoneOnlyWhenTheSessionLives() {
    try (Desk desk = Desk.open(directory)) {
      desk.server.faults().omitEmptyExecutionsEnd(true);
      desk.client.requestSync();
      SyncFinished end = desk.events.await(SyncFinished.class);
      assertTrue(end.complete(), end.detail());
      assertTrue(end.detail().contains("taken as none"));
    }
  }

  @Test
  void afterARestartOfTheBrokerTheSameOrdersAreThereAndTheIdGoesOn() {
    try (Desk desk = Desk.open(directory)) {
      desk.client.place(Desk.limit(1, Side.BUY, 10, "100.00"), 0);
      desk.client.place(Desk.market(2, Side.BUY, 10), 0);
      desk.events.await(CommissionReported.class);
      desk.events.clear();
      desk.restartBroker();
      desk.events.await(SessionLost.class);
      SessionReady again = desk.events.await(SessionReady.class);
      assertEquals(3, again.nextOrderId());
      desk.client.requestSync();
      assertTrue(desk.events.await(SyncFinished.class).complete());
      assertEquals(
          "w1/place/1",
          desk.events.await(OpenOrderReported.class, o -> o.brokerOrderId() == 1).orderRef());
      assertEquals(10, desk.events.await(PositionReported.class).quantity());
      assertEquals("w1/place/2", desk.events.await(ExecutionReported.class).orderRef());
    }
  }

  @Test
  void anOrderOfAnOlderEpochNeverLeavesButExitsAndCancelsDo() {
    try (Desk desk = Desk.open(directory)) {
      desk.client.place(Desk.limit(1, Side.BUY, 10, "100.00"), 4);
      desk.events.await(OrderStatusReported.class);
      desk.client.raiseHaltEpoch(5);
      assertEquals(
          SendOutcome.REFUSED_BY_EPOCH, desk.client.place(Desk.market(2, Side.BUY, 10), 4));
      Ticket exit =
          new Ticket(
              3,
              "exit/3",
              "AAPL",
              Side.SELL,
              1,
              OrderType.MARKET,
              Optional.empty(),
              TimeInForce.DAY,
              true);
      assertEquals(SendOutcome.WRITTEN, desk.client.place(exit, 4));
      assertEquals(SendOutcome.WRITTEN, desk.client.cancel(1));
      desk.client.raiseHaltEpoch(2);
      assertEquals(
          SendOutcome.REFUSED_BY_EPOCH, desk.client.place(Desk.market(4, Side.BUY, 10), 4));
      assertEquals(SendOutcome.WRITTEN, desk.client.place(Desk.market(5, Side.BUY, 10), 5));
      desk.events.await(ExecutionReported.class, e -> e.brokerOrderId() == 5);
      assertEquals(
          Map.of("w1/place/1", 1L, "exit/3", 1L, "w1/place/5", 1L),
          desk.exchange.acceptedOrdersByRef());
    }
  }

  @Test
  void aLostAcknowledgementIsFoundBySync() {
    try (Desk desk = Desk.open(directory)) {
      desk.server.faults().dropOnNextOrder(Faults.Drop.AFTER_BOOKING);
      assertEquals(SendOutcome.WRITTEN, desk.client.place(Desk.market(1, Side.BUY, 10), 0));
      desk.events.await(SessionLost.class);
      assertTrue(desk.events.of(ExecutionReported.class).isEmpty());
      desk.events.clear();
      assertEquals(2, desk.events.await(SessionReady.class).nextOrderId());
      desk.client.requestSync();
      assertEquals("w1/place/1", desk.events.await(ExecutionReported.class).orderRef());
      assertEquals(Map.of("w1/place/1", 1L), desk.exchange.acceptedOrdersByRef());
    }
  }

  @Test
  void nothingIsPlacedWhileTheBrokerIsUnreachableBehindTheGateway() {
    try (Desk desk = Desk.open(directory)) {
      desk.client.place(Desk.limit(1, Side.BUY, 10, "100.00"), 0);
      desk.events.await(OrderStatusReported.class, s -> s.status().equals("Submitted"));
      desk.server.faults().upstreamLost();
      assertFalse(desk.events.await(UpstreamChanged.class).up());
      assertEquals(SessionState.UPSTREAM_DOWN, desk.client.state());
      assertEquals(SendOutcome.NOT_CONNECTED, desk.client.place(Desk.market(2, Side.BUY, 1), 0));
      desk.events.await(SessionNotice.class, n -> n.code() == 504);
      assertTrue(desk.client.probe().impaired());
      assertEquals(SendOutcome.WRITTEN, desk.client.cancel(1));
      desk.server.faults().upstreamRestored(true);
      UpstreamChanged back = desk.events.await(UpstreamChanged.class, UpstreamChanged::up);
      assertTrue(back.dataLost());
      assertEquals(SendOutcome.WRITTEN, desk.client.place(Desk.market(3, Side.BUY, 1), 0));
      desk.events.await(ExecutionReported.class, e -> e.brokerOrderId() == 3);
      assertEquals(BrokerOrder.State.CANCELLED, desk.exchange.find(17, 1).orElseThrow().state());
    }
  }

  @Test
  void aClientIdInUseIsWaitedFor() {
    try (Desk desk = Desk.open(directory)) {
      Events second = new Events();
      IbkrGateway other =
          new IbkrGateway(
              Desk.settings(desk.server.port()),
              java.time.InstantSource.system(),
              new java.util.Random(2));
      try {
        other.start(second);
        second.await(SessionNotice.class, n -> n.code() == 326);
        desk.client.close();
        assertEquals("DU1234567", second.await(SessionReady.class).account());
      } finally {
        other.close();
      }
    }
  }

  @Test
  void aListenerThatThrowsDoesNotStopTheSession() {
    try (Desk desk = Desk.open(directory)) {
      desk.client.start(
          event -> {
            throw new IllegalStateException("listener is broken");
          });
      desk.client.place(Desk.market(1, Side.BUY, 10), 0);
      desk.client.start(desk.events);
      desk.client.place(Desk.market(2, Side.BUY, 10), 0);
      desk.events.await(ExecutionReported.class, e -> e.brokerOrderId() == 2);
    }
  }
}
