package io.orchestrator.adapters.ibkr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.simulator.exchange.BrokerOrder;
import io.orchestrator.adapters.simulator.gateway.Scenario;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.port.BrokerGateway.ExecutionReported;
import io.orchestrator.domain.port.BrokerGateway.OpenOrderReported;
import io.orchestrator.domain.port.BrokerGateway.OrderError;
import io.orchestrator.domain.port.BrokerGateway.OrderStatusReported;
import io.orchestrator.domain.port.BrokerGateway.PositionReported;
import io.orchestrator.domain.port.BrokerGateway.SessionLost;
import io.orchestrator.domain.port.BrokerGateway.SessionNotice;
import io.orchestrator.domain.port.BrokerGateway.SessionReady;
import io.orchestrator.domain.port.BrokerGateway.SyncFinished;
import io.orchestrator.domain.port.BrokerGateway.UpstreamChanged;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each scenario of the catalogue is really what a client sees. */
@Timeout(60)
class ScenarioTest {
  @TempDir Path directory;

  private static void resting(Desk desk, int id) {
    desk.client.place(Desk.limit(id, Side.BUY, 10, "150.00"), 0);
    desk.events.await(
        OrderStatusReported.class, s -> s.brokerOrderId() == id && s.status().equals("Submitted"));
  }

  private static void sync(Desk desk) {
    desk.events.clear();
    desk.client.requestSync();
    assertTrue(desk.events.await(SyncFinished.class).complete());
  }

  @Test
  void everyScenarioHasANameAndALine() {
    for (Scenario scenario : Scenario.values()) {
      assertEquals(scenario, Scenario.parse(scenario.name().replace('_', '-')).orElseThrow());
      assertFalse(scenario.description().isBlank());
    }
    assertEquals(13, Scenario.values().length);
  }

  @Test
  void fillsAreLostAfter1100AndFoundByAsking() {
    try (Desk desk = Desk.open(directory)) {
      resting(desk, 1);
      desk.server.begin(Scenario.FILLS_LOST_AFTER_1100);
      assertFalse(desk.events.await(UpstreamChanged.class).up());
      desk.market.step("AAPL", 149.90, 150.00, 1_000);
      while (desk.exchange.executions().isEmpty()) {
        Thread.onSpinWait();
      }
      desk.server.end(Scenario.FILLS_LOST_AFTER_1100);
      desk.events.await(UpstreamChanged.class, UpstreamChanged::up);
      assertTrue(desk.events.of(ExecutionReported.class).isEmpty());
      sync(desk);
      assertEquals(1, desk.events.await(ExecutionReported.class).brokerOrderId());
    }
  }

  @Test
  void theNextIdGoesBackAndAnOrderAppearsUnderAnotherId() {
    try (Desk desk = Desk.open(directory)) {
      for (int id = 1; id <= 6; id++) {
        resting(desk, id);
      }
      desk.events.clear();
      desk.server.begin(Scenario.IDS_GO_BACK);
      desk.events.await(SessionLost.class);
      // The gateway says 3; the client never goes back behind what it has sent.
      assertEquals(7, desk.events.await(SessionReady.class).nextOrderId());
      assertTrue(desk.client.trace().snapshot().stream().anyMatch(e -> e.text().equals("9¦1¦3¦")));
      desk.server.end(Scenario.IDS_GO_BACK);
      desk.events.clear();
      desk.server.begin(Scenario.STRANGE_IDS_AFTER_RESTART);
      desk.events.await(SessionReady.class);
      OpenOrderReported strange =
          desk.events.await(OpenOrderReported.class, o -> o.brokerOrderId() == -6);
      assertEquals("w1/place/6", strange.orderRef());
      desk.server.end(Scenario.STRANGE_IDS_AFTER_RESTART);
    }
  }

  @Test
  void connectionsAreRefusedOrUnansweredUntilTheEnd() {
    try (Desk desk = Desk.open(directory)) {
      for (Scenario scenario :
          List.of(Scenario.DISCONNECTED_IN_RESET_WINDOW, Scenario.WEEKLY_LOGIN)) {
        desk.events.clear();
        desk.server.begin(scenario);
        desk.events.await(SessionLost.class);
        assertTrue(desk.events.of(SessionReady.class).isEmpty());
        desk.server.end(scenario);
        desk.events.await(SessionReady.class);
      }
    }
  }

  @Test
  void theNightlyResetKeepsTheSocket() {
    try (Desk desk = Desk.open(directory)) {
      desk.server.begin(Scenario.NIGHTLY_RESET);
      desk.events.await(SessionNotice.class, n -> n.code() == 2105);
      assertEquals(SessionState.UPSTREAM_DOWN, desk.client.state());
      desk.server.end(Scenario.NIGHTLY_RESET);
      assertTrue(desk.events.await(UpstreamChanged.class, UpstreamChanged::up).dataLost());
      assertTrue(desk.events.of(SessionLost.class).isEmpty());
    }
  }

  @Test
  void twoLiveOrdersCarryOneReferenceAndACancelMeetsOne() {
    try (Desk desk = Desk.open(directory)) {
      desk.server.begin(Scenario.TWIN_ORDER);
      resting(desk, 1);
      sync(desk);
      assertEquals(
          2,
          desk.events.of(OpenOrderReported.class).stream()
              .map(OpenOrderReported::permId)
              .distinct()
              .count());
      desk.client.cancel(1);
      desk.events.await(OrderStatusReported.class, s -> s.status().equals("Cancelled"));
      sync(desk);
      assertEquals(
          "w1/place/1", desk.events.await(OpenOrderReported.class).orderRef(), "the twin works on");
    }
  }

  @Test
  void thePositionMovesBeforeItsFillIsTold() {
    try (Desk desk = Desk.open(directory)) {
      sync(desk);
      desk.server.begin(Scenario.POSITION_BEFORE_FILL);
      desk.client.place(Desk.market(1, Side.BUY, 10), 0);
      assertEquals(10, desk.events.await(PositionReported.class).quantity());
      assertTrue(desk.events.of(ExecutionReported.class).isEmpty());
      desk.server.end(Scenario.POSITION_BEFORE_FILL);
      assertEquals(1, desk.events.await(ExecutionReported.class).brokerOrderId());
    }
  }

  @Test
  void ordersOfOthersAreShownAndNotOursToCancel() {
    try (Desk desk = Desk.open(directory)) {
      desk.server.begin(Scenario.ORDER_FROM_TWS);
      desk.server.begin(Scenario.FOREIGN_SESSION_ORDER);
      sync(desk);
      OpenOrderReported manual = desk.events.await(OpenOrderReported.class, o -> o.clientId() == 0);
      assertEquals("", manual.orderRef());
      OpenOrderReported foreign =
          desk.events.await(OpenOrderReported.class, o -> o.clientId() == 999);
      assertEquals(0, foreign.brokerOrderId(), "its number is one of the other client's");
      int theirs =
          desk.exchange.openOrders().stream()
              .map(BrokerOrder::terms)
              .filter(terms -> terms.clientId() == 999)
              .findFirst()
              .orElseThrow()
              .orderId();
      desk.client.cancel(theirs);
      desk.events.await(OrderError.class, e -> e.code() == 10147);
      desk.server.end(Scenario.ORDER_FROM_TWS);
      assertTrue(desk.exchange.openOrders().isEmpty());
    }
  }

  @Test
  void anOrderOfBeforeStaysPreSubmittedAndCanBeCancelled() {
    try (Desk desk = Desk.open(directory)) {
      resting(desk, 1);
      desk.events.clear();
      desk.server.begin(Scenario.PRESUBMITTED_FROM_EARLIER_SESSION);
      desk.events.await(SessionReady.class);
      sync(desk);
      assertEquals("PreSubmitted", desk.events.await(OpenOrderReported.class).status());
      desk.client.cancel(1);
      desk.events.await(OrderStatusReported.class, s -> s.status().equals("Cancelled"));
    }
  }

  @Test
  void aFlatPositionIsNotMentioned() {
    try (Desk desk = Desk.open(directory)) {
      desk.client.place(Desk.market(1, Side.BUY, 10), 0);
      desk.client.place(Desk.market(2, Side.SELL, 10), 0);
      desk.events.await(ExecutionReported.class, e -> e.brokerOrderId() == 2);
      desk.server.begin(Scenario.FLAT_POSITION_UNREPORTED);
      sync(desk);
      assertTrue(desk.events.of(PositionReported.class).isEmpty());
      desk.server.end(Scenario.FLAT_POSITION_UNREPORTED);
      sync(desk);
      assertEquals(0, desk.events.await(PositionReported.class).quantity());
    }
  }

  @Test
  void aNewIdIsRefusedAsADuplicateAndNothingIsBooked() {
    try (Desk desk = Desk.open(directory)) {
      desk.server.begin(Scenario.DUPLICATE_ORDER_ID);
      desk.client.place(Desk.market(1, Side.BUY, 10), 0);
      assertFalse(desk.events.await(OrderError.class, e -> e.code() == 103).rejected());
      assertEquals(List.<BrokerOrder>of(), desk.exchange.orders());
    }
  }
}
