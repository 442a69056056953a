package io.orchestrator.actors.trading;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static io.orchestrator.actors.trading.DeskFixture.order;
import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.trading.ScriptedBroker.Fate;
import io.orchestrator.domain.desk.ReconciliationReport;
import io.orchestrator.domain.desk.ReconciliationReport.Action;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.port.BrokerGateway.AlarmCause;
import io.orchestrator.domain.port.BrokerGateway.OpenOrderReported;
import io.orchestrator.domain.port.BrokerGateway.PositionReported;
import io.orchestrator.domain.port.BrokerGateway.SessionAlarm;
import io.orchestrator.domain.port.BrokerGateway.UpstreamChanged;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of an older answer comes while the desk waits for a newer one. */
@Timeout(60)
class LateSyncTest {
  private final DeskFixture desk = new DeskFixture();
  private final ScriptedBroker broker = desk.broker;

  @BeforeEach
  void open() {
    broker.hold("TSLA", 50);
    desk.start().reconciled();
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    desk.awaitStatus("wf/buy/0", OrderStatus.ACKNOWLEDGED);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  /** A sync whose end is missing, an exit in doubt, and everything quiet for long enough. */
  private void halfASyncAndAnExitInDoubt() {
    broker.holdSyncs();
    desk.trading.reconcile("the first", "alice");
    until(broker::syncIsHeld);
    broker.next(Fate.UNCERTAIN_ARRIVED);
    desk.submit(order("wf/exit/0", "TSLA", Side.SELL, 50));
    desk.awaitStatus("wf/exit/0", OrderStatus.UNKNOWN);
    Instant ripe = Instant.now().plus(DeskFixture.SETTINGS.settle());
    until(() -> Instant.now().isAfter(ripe));
  }

  private void everythingHeardSoFar() {
    long alarms = desk.events.count(EventTypes.BROKER_ALARM);
    broker.emit(new SessionAlarm(AlarmCause.THROTTLED, 100, "a mark in the stream"));
    until(() -> desk.events.count(EventTypes.BROKER_ALARM) > alarms);
  }

  private void nothingWasSettledBySilence() {
    List<Action> actions =
        get(desk.trading.reconciliations(100)).stream()
            .map(ReconciliationReport::actions)
            .flatMap(List::stream)
            .toList();
    assertEquals(List.of(), actions.stream().filter(a -> a.subject().startsWith("wf/")).toList());
    desk.awaitStatus("wf/buy/0", OrderStatus.ACKNOWLEDGED);
    desk.awaitStatus("wf/exit/0", OrderStatus.ACKNOWLEDGED);
    assertEquals(1, broker.ordersOf("wf/buy/0").size());
    assertEquals(1, broker.ordersOf("wf/exit/0").size());
  }

  @Test
  void anOldSyncThatEndsAfterTheUpstreamIsBackSettlesNothing() {
    halfASyncAndAnExitInDoubt();
    broker.emit(new UpstreamChanged(true, false, "1102"));
    broker.endHeldSync();
    everythingHeardSoFar();
    assertFalse(desk.portfolio().reconciled());
    broker.answerHeldSyncs();
    desk.reconciled();
    nothingWasSettledBySilence();
  }

  @Test
  void anOldSyncThatEndsAfterTheDeskStartedAgainSettlesNothing() {
    halfASyncAndAnExitInDoubt();
    long before = broker.syncs();
    long lastReport = get(desk.trading.reconciliations(1)).getFirst().id();
    desk.restart();
    until(() -> broker.syncs() > before);
    broker.endHeldSync();
    everythingHeardSoFar();
    assertFalse(desk.portfolio().reconciled());
    broker.answerHeldSyncs();
    desk.reconciled();
    nothingWasSettledBySilence();
    get(desk.trading.reconciliations(100)).stream()
        .filter(r -> r.id() > lastReport && r.complete())
        .forEach(r -> assertEquals(2, r.compared().openOrders(), r.toString()));
  }

  /** What was open or held when the older answer was given may be over when the newer one is. */
  @Test
  void whatAnOlderAnswerSaidDoesNotCountForTheNewerOne() {
    broker.holdSyncs();
    desk.trading.reconcile("the first", "alice");
    until(broker::syncIsHeld);
    long before = broker.syncs();
    broker.emit(new UpstreamChanged(true, false, "1102"));
    until(() -> broker.syncs() > before);
    ScriptedBroker.Order old = broker.ordersOf("wf/buy/0").getFirst();
    broker.emit(new PositionReported("DU1", "MSFT", 500, new BigDecimal("100")));
    broker.emit(
        new OpenOrderReported(
            old.brokerId, 7, old.permId, "wf/buy/0", "AAPL", Side.BUY, 10, "Submitted"));
    broker.forget("wf/buy/0");
    broker.answerHeldSyncs();
    desk.awaitStatus("wf/buy/0", OrderStatus.CANCELLED);
    desk.reconciled();
    assertEquals(0, desk.position("MSFT"));
    List<ReconciliationReport> reports = get(desk.trading.reconciliations(100));
    assertTrue(
        reports.stream()
            .flatMap(r -> r.differences().stream())
            .noneMatch(d -> d.subject().equals("MSFT")),
        reports.toString());
  }
}
