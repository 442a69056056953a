package io.orchestrator.adapters.ibkr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.simulator.exchange.BrokerExecution;
import io.orchestrator.adapters.simulator.exchange.OrderTerms;
import io.orchestrator.adapters.simulator.exchange.PartialFills;
import io.orchestrator.adapters.simulator.gateway.Faults;
import io.orchestrator.adapters.simulator.gateway.GatewaySettings;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.port.BrokerGateway.CommissionReported;
import io.orchestrator.domain.port.BrokerGateway.ExecutionReported;
import io.orchestrator.domain.port.BrokerGateway.OrderStatusReported;
import io.orchestrator.domain.port.BrokerGateway.PositionReported;
import io.orchestrator.domain.port.BrokerGateway.SendOutcome;
import io.orchestrator.domain.port.BrokerGateway.SessionLost;
import io.orchestrator.domain.port.BrokerGateway.SessionReady;
import io.orchestrator.domain.port.BrokerGateway.SyncFinished;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the simulated gateway can do wrong, and what the client makes of it. */
@Timeout(60)
class FaultsTest {
  @TempDir Path directory;

  @Test
  void anOrderLostWithItsConnectionIsNotInTheBooks() {
    try (Desk desk = Desk.open(directory)) {
      desk.server.faults().dropOnNextOrder(Faults.Drop.BEFORE_BOOKING);
      assertEquals(SendOutcome.WRITTEN, desk.client.place(Desk.market(1, Side.BUY, 10), 0));
      desk.events.await(SessionLost.class);
      desk.events.clear();
      assertEquals(2, desk.events.await(SessionReady.class).nextOrderId());
      desk.client.requestSync();
      assertTrue(desk.events.await(SyncFinished.class).complete());
      assertTrue(desk.events.of(ExecutionReported.class).isEmpty());
      assertEquals(Map.of(), desk.exchange.acceptedOrdersByRef());
    }
  }

  @Test
  void duplicateStatusMissingStatusAndALostAcknowledgement() {
    try (Desk desk = Desk.open(directory)) {
      desk.server.faults().duplicateStatus(true);
      desk.client.place(Desk.market(1, Side.BUY, 10), 0);
      desk.events.await(CommissionReported.class);
      long filled =
          desk.events.of(OrderStatusReported.class).stream()
              .filter(s -> s.status().equals("Filled"))
              .count();
      assertEquals(2, filled);
      desk.server.faults().clear();
      desk.server.faults().omitStatus(true);
      desk.client.place(Desk.market(2, Side.BUY, 10), 0);
      desk.events.await(ExecutionReported.class, e -> e.brokerOrderId() == 2);
      assertTrue(
          desk.events.of(OrderStatusReported.class).stream()
              .noneMatch(s -> s.brokerOrderId() == 2));
      desk.server.faults().clear();
      desk.server.faults().loseNextAcknowledgement();
      desk.client.place(Desk.market(3, Side.BUY, 10), 0);
      desk.client.place(Desk.market(4, Side.BUY, 10), 0);
      desk.events.await(ExecutionReported.class, e -> e.brokerOrderId() == 4);
      assertTrue(
          desk.events.of(ExecutionReported.class).stream().noneMatch(e -> e.brokerOrderId() == 3));
      desk.client.requestSync();
      desk.events.await(ExecutionReported.class, e -> e.brokerOrderId() == 3);
    }
  }

  @Test
  void aFrozenGatewayIsNoticedByProbeAndLeftAfterSilence() {
    try (Desk desk = Desk.open(directory)) {
      desk.client.close();
      desk.events.clear();
      desk.connect(
          Desk.settings(desk.server.port(), Duration.ofSeconds(5), Duration.ofMillis(900)));
      desk.server.faults().freeze();
      assertFalse(desk.client.probe().reachable());
      desk.events.await(SessionLost.class);
      desk.events.clear();
      desk.server.faults().thaw();
      desk.events.await(SessionReady.class);
      assertTrue(desk.client.probe().reachable());
    }
  }

  /**
   * More to tell than the gateway's queue for one client holds: the answer waits, nobody is cut.
   */
  @Test
  void aLongDayIsToldWithoutDroppingTheClient() {
    try (Desk desk = Desk.open(directory)) {
      desk.restart(
          desk.exchangeSettings.withForceToDisk(false),
          new GatewaySettings(
              "127.0.0.1",
              0,
              32,
              65_536,
              1000,
              Duration.ofSeconds(30),
              Duration.ofMillis(250),
              Duration.ofMinutes(3),
              0,
              100));
      for (int id = 1; id <= 600; id++) {
        desk.exchange.place(
            new OrderTerms(
                17,
                id,
                "day/" + id,
                "AAPL",
                id % 2 == 0 ? Side.SELL : Side.BUY,
                1,
                OrderType.MARKET,
                null,
                TimeInForce.DAY));
      }
      desk.events.clear();
      desk.connect(Desk.settings(desk.server.port()));
      desk.client.requestSync();
      SyncFinished end = desk.events.await(SyncFinished.class);
      assertTrue(end.complete(), end.detail());
      assertEquals(600, desk.events.of(ExecutionReported.class).size());
      assertTrue(desk.events.of(SessionLost.class).isEmpty());
    }
  }

  @Test
  void delayShowsInTheProbe() {
    try (Desk desk = Desk.open(directory)) {
      desk.server.faults().delay(Duration.ofMillis(120));
      assertTrue(desk.client.probe().latency().toMillis() >= 120);
    }
  }

  /**
   * Forty orders through a gateway that breaks in random ways. The desk sends each reference once;
   * whatever was cut, the broker has none twice, and after a last synchronisation the client knows
   * every fill and the position is their sum.
   */
  @Test
  void chaosLosesNoFillAndDoublesNoOrder() {
    try (Desk desk = Desk.open(directory, new PartialFills(true, 0.5))) {
      Random random = new Random(20240305);
      int id = 1;
      for (int round = 0; round < 40; round++) {
        misbehave(desk.server.faults(), random);
        SendOutcome outcome =
            desk.client.place(Desk.market(id, Side.BUY, 1 + random.nextInt(5)), 0);
        int placed = id;
        id += outcome == SendOutcome.NOT_CONNECTED ? 0 : 1;
        holdsWithin(
            Duration.ofMillis(200),
            () ->
                desk.client.state() != SessionState.READY
                    || desk.events.of(CommissionReported.class).size() > placed);
        if (random.nextInt(3) == 0) {
          desk.market.step("AAPL", 189.90, 190.10, 1000);
        }
        if (desk.client.state() != SessionState.READY) {
          desk.server.faults().clear();
          await(() -> desk.client.state() == SessionState.READY);
        }
      }
      desk.server.faults().clear();
      await(() -> finish(desk));
      assertTrue(desk.exchange.acceptedOrdersByRef().values().stream().allMatch(n -> n == 1));
      Set<String> booked =
          desk.exchange.executions().stream()
              .map(BrokerExecution::execId)
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> known =
          desk.events.of(ExecutionReported.class).stream()
              .map(ExecutionReported::execId)
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(booked, known);
      long sum = desk.exchange.executions().stream().mapToLong(BrokerExecution::quantity).sum();
      assertEquals(sum, desk.events.of(PositionReported.class).getLast().quantity());
      assertTrue(booked.size() > 10, "the chaos let something through: " + booked.size());
    }
  }

  private static void misbehave(Faults faults, Random random) {
    switch (random.nextInt(8)) {
      case 0 -> faults.cutAfterBytes(random.nextInt(2000));
      case 1 -> faults.halfFrameNext();
      case 2 -> faults.dropOnNextOrder(Faults.Drop.AFTER_BOOKING);
      case 3 -> faults.dropOnNextOrder(Faults.Drop.BEFORE_BOOKING);
      case 4 -> faults.loseNextAcknowledgement();
      case 5 -> faults.duplicateStatus(random.nextBoolean());
      default -> faults.delay(Duration.ofMillis(random.nextInt(3)));
    }
  }

  /** Matching is over and a synchronisation is complete. */
  private static boolean finish(Desk desk) {
    desk.market.step("AAPL", 189.90, 190.10, 1000);
    if (!desk.exchange.openOrders().isEmpty() || desk.client.state() != SessionState.READY) {
      return false;
    }
    int before = desk.events.of(SyncFinished.class).size();
    desk.client.requestSync();
    await(() -> desk.events.of(SyncFinished.class).size() > before);
    return desk.events.of(SyncFinished.class).getLast().complete();
  }

  private static void await(BooleanSupplier condition) {
    assertTrue(holdsWithin(Duration.ofSeconds(20), condition), "condition did not come true");
  }

  private static boolean holdsWithin(Duration patience, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }
}
