package io.orchestrator.actors.trading;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static io.orchestrator.actors.trading.DeskFixture.order;
import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.trading.ScriptedBroker.Fate;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.desk.ReconciliationReport;
import io.orchestrator.domain.desk.ReconciliationReport.Cause;
import io.orchestrator.domain.desk.ReconciliationReport.Outcome;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.port.BrokerGateway.AlarmCause;
import io.orchestrator.domain.port.BrokerGateway.ExecutionReported;
import io.orchestrator.domain.port.BrokerGateway.NotWatched;
import io.orchestrator.domain.port.BrokerGateway.SessionAlarm;
import io.orchestrator.domain.port.BrokerGateway.UpstreamChanged;
import io.orchestrator.domain.risk.DenialCode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each comparison with the broker's books leaves a report, and differences have a budget. */
@Timeout(120)
class ReconciliationTest {
  private final DeskFixture desk = new DeskFixture();
  private final ScriptedBroker broker = desk.broker;

  @AfterEach
  void close() {
    desk.close();
  }

  private List<ReconciliationReport> reports() {
    return get(desk.trading.reconciliations(100));
  }

  private ReconciliationReport newest(Outcome outcome) {
    until(() -> reports().stream().anyMatch(r -> r.outcome() == outcome));
    return reports().stream().filter(r -> r.outcome() == outcome).findFirst().orElseThrow();
  }

  @Test
  void startReconnectUpstreamAndRequestEachLeaveAReportAlsoAfterARestart() {
    broker.hold("MSFT", 5);
    desk.start().reconciled();
    assertTrue(reports().stream().allMatch(r -> r.cause() == Cause.START), reports().toString());
    broker.lose();
    until(() -> !desk.portfolio().reconciled());
    broker.restore();
    until(() -> reports().getFirst().cause() == Cause.RECONNECT);
    desk.reconciled();
    broker.emit(new UpstreamChanged(false, false, "1100"));
    until(() -> !desk.portfolio().reconciled());
    broker.emit(new UpstreamChanged(true, true, "1101"));
    until(() -> reports().getFirst().cause() == Cause.UPSTREAM_RESTORED);
    desk.reconciled();
    ReconciliationReport asked = get(desk.trading.reconcile("end of day", "alice"));
    assertEquals(Cause.REQUESTED, asked.cause());
    assertEquals("alice", asked.askedBy());
    assertEquals("end of day", asked.reason());
    assertTrue(asked.complete() && asked.clean(), asked.toString());
    assertEquals(1, asked.compared().positions());
    assertFalse(asked.finishedAt().isBefore(asked.startedAt()));

    long last = asked.id();
    desk.restart();
    desk.reconciled();
    assertTrue(reports().stream().anyMatch(r -> r.equals(asked)), "kept over the restart");
    assertTrue(reports().getFirst().id() > last);
    assertEquals(Cause.START, reports().getFirst().cause());
  }

  @Test
  void aLargeDifferenceBlocksEntriesUntilAPersonTakesItOver() {
    broker.hold("TSLA", 50);
    desk.start().reconciled();
    broker.hold("TSLA", 500);
    broker.lose();
    broker.restore();
    ReconciliationReport exceeded = newest(Outcome.DRIFT_EXCEEDED);
    assertEquals(450, exceeded.drift().shares());
    assertEquals(0, exceeded.drift().usd().compareTo(new BigDecimal("45000")));
    assertFalse(exceeded.drift().within());
    assertFalse(desk.portfolio().reconciled());
    assertEquals(50, desk.position("TSLA"), "nothing was taken over");
    assertTrue(get(desk.trading.remarks()).getFirst().contains("450 shares"));
    assertEquals(
        DenialCode.RECONCILING.code(),
        desk.submit(order("wf/buy/0", Side.BUY, 1)).detail().split(":")[0]);
    // An exit of what our own books show goes out all the same.
    desk.submit(order("wf/exit/0", "TSLA", Side.SELL, 50));
    desk.awaitStatus("wf/exit/0", OrderStatus.ACKNOWLEDGED);

    RefusedException old =
        assertThrows(
            RefusedException.class, () -> get(desk.trading.adopt(exceeded.id() - 1, "no", "bob")));
    assertEquals("trading.nothing_to_adopt", old.refusal().code());
    ReconciliationReport adopted =
        get(desk.trading.adopt(reports().getFirst().id(), "split", "bob"));
    assertTrue(adopted.clean(), adopted.toString());
    assertEquals("bob", adopted.askedBy());
    assertEquals(500, desk.position("TSLA"));
    desk.reconciled();
    assertEquals(List.of(), get(desk.trading.remarks()));
    assertTrue(desk.events.count(EventTypes.POSITION_ADOPTED) >= 1);
  }

  /** The broker tells a sale minutes later in its cash than in its positions. */
  @Test
  void aPositionThatIsTakenOverSoonAfterASaleLeavesTheCashAlone() {
    broker.hold("TSLA", 50);
    desk.start().reconciled();
    broker.freezeCash();
    desk.submit(order("wf/exit/0", "TSLA", Side.SELL, 50));
    broker.fill("wf/exit/0", 50, "100");
    desk.awaitStatus("wf/exit/0", OrderStatus.FILLED);
    BigDecimal sold = new BigDecimal("1004999");
    until(() -> desk.portfolio().cash().compareTo(sold) == 0);
    broker.hold("MSFT", 10);
    broker.lose();
    broker.restore();
    until(() -> desk.position("MSFT") == 10);
    desk.reconciled();
    assertEquals(0, sold.compareTo(desk.portfolio().cash()), desk.portfolio().toString());
  }

  /** Each client has order ids of its own, and another may have used the same one for its order. */
  @Test
  void anExecutionOfAnotherNameIsNotCreditedToTheOrderOfTheSameId() {
    desk.start().reconciled();
    broker.next(Fate.SENT_AND_LOST);
    int id = desk.submit(order("wf/buy/0", Side.BUY, 10)).brokerOrderId();
    assertTrue(id > 0);
    broker.hold("MSFT", -10);
    broker.emit(
        new ExecutionReported(
            "0000bb.1.01.01",
            id,
            5,
            777,
            "",
            "MSFT",
            Side.SELL,
            10,
            new BigDecimal("100"),
            DeskFixture.MARKET_NOW));
    until(() -> desk.position("MSFT") == -10);
    assertEquals(0, desk.position("AAPL"));
    assertEquals(
        List.of("execution_of_another_order"),
        desk.events.ofType(EventTypes.BROKER_ALARM).stream()
            .map(alarm -> alarm.data().get("cause"))
            .toList());
    // It was lost on its way, which the next comparisons find out.
    desk.awaitStatus("wf/buy/0", OrderStatus.ACKNOWLEDGED);
    assertEquals(0, desk.find("wf/buy/0").filled());
  }

  @Test
  void aQueryThatFailsIsNotAFlatBook() {
    broker.hold("TSLA", 50);
    desk.start().reconciled();
    broker.syncComplete(false);
    broker.hold("TSLA", 0);
    broker.lose();
    broker.restore();
    ReconciliationReport incomplete = newest(Outcome.INCOMPLETE);
    assertFalse(incomplete.complete());
    assertEquals(50, desk.position("TSLA"));
    assertFalse(desk.portfolio().reconciled());
    broker.hold("TSLA", 50);
    broker.syncComplete(true);
    desk.reconciled();
    assertEquals(50, desk.position("TSLA"));
  }

  /** Without the question after recovery it would wait for the next routine comparison. */
  @Test
  void anOrderThatWasLostIsJudgedSoonAfterARestart() {
    desk.start().reconciled();
    broker.next(Fate.SENT_AND_LOST);
    assertEquals(OrderStatus.SENT, desk.submit(order("wf/buy/0", Side.BUY, 10)).status());
    desk.restart();
    desk.awaitStatus("wf/buy/0", OrderStatus.ACKNOWLEDGED);
    assertEquals(1, broker.ordersOf("wf/buy/0").size());
    assertTrue(
        reports().stream()
            .flatMap(r -> r.actions().stream())
            .anyMatch(a -> a.action().equals("never_reached")));
  }

  /** The socket took the bytes and the broker never heard of it: silence is asked about. */
  @Test
  void anOrderThatMeetsSilenceIsAskedAboutInALivingSession() {
    desk.start().reconciled();
    broker.next(Fate.SENT_AND_LOST);
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    desk.awaitStatus("wf/buy/0", OrderStatus.ACKNOWLEDGED);
    assertEquals(1, broker.ordersOf("wf/buy/0").size());
    assertTrue(reports().stream().anyMatch(r -> r.cause() == Cause.DOUBT));
  }

  @Test
  void aWaitingIntentGoesWhenCapabilitiesReturn() {
    desk.start().reconciled();
    broker.next(Fate.NOT_CONNECTED);
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    desk.desk.tell(new TradingDesk.ApplyCapabilities(java.util.Set.of()));
    broker.lose();
    broker.restore();
    desk.reconciled();
    assertEquals(OrderStatus.INTENDED, desk.find("wf/buy/0").status());
    desk.desk.tell(
        new TradingDesk.ApplyCapabilities(
            java.util.EnumSet.allOf(io.orchestrator.domain.system.Capability.class)));
    desk.awaitStatus("wf/buy/0", OrderStatus.ACKNOWLEDGED);
  }

  /** Adopted or only seen: it must not stop the desk, now or after the next start. */
  @Test
  void aNameThatIsNoTickerIsToldAndDoesNotStopTheDesk() {
    broker.hold("SPY,QQQ", 5);
    broker.manual("IWM,DIA", Side.BUY, 3);
    desk.start().reconciled();
    String remark = "5 shares are in the books as 'SPY,QQQ', which is no ticker";
    assertTrue(get(desk.trading.remarks()).getFirst().startsWith(remark));
    assertEquals(5, desk.position("SPY,QQQ"));
    assertTrue(get(desk.trading.dryRun(order("wf/buy/0", Side.BUY, 1))).isPresent(), "no price");
    desk.restart();
    desk.reconciled();
    assertTrue(get(desk.trading.dryRun(order("wf/buy/0", Side.BUY, 1))).isPresent(), "no price");
    assertTrue(get(desk.trading.remarks()).getFirst().startsWith(remark));
  }

  @Test
  void whatIsNotWatchedIsARemarkAsLongAsItIsThere() {
    desk.start().reconciled();
    broker.emit(new NotWatched("5 AAPL OPT"));
    until(() -> desk.events.count(EventTypes.BROKER_ALARM) == 1);
    String remark = get(desk.trading.remarks()).getFirst();
    assertTrue(remark.startsWith("this program does not watch 5 AAPL OPT"), remark);
    broker.emit(new NotWatched(""));
    until(() -> get(desk.trading.remarks()).isEmpty());
    assertEquals(1, desk.events.count(EventTypes.BROKER_ALARM));
  }

  @Test
  void aFilledOrderSaysSo() {
    desk.start().reconciled();
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    broker.fill("wf/buy/0", 10, "100");
    desk.awaitStatus("wf/buy/0", OrderStatus.FILLED);
    assertEquals("filled", desk.find("wf/buy/0").detail());
  }

  @Test
  void anAlarmOfTheSessionIsAnEventAndARemarkUntilTheSessionIsBack() {
    desk.start().reconciled();
    broker.lose();
    broker.mute(false);
    broker.emit(new SessionAlarm(AlarmCause.DISCONNECTED_TOO_LONG, 504, "no way since noon"));
    until(() -> desk.events.count(EventTypes.BROKER_ALARM) == 1);
    assertEquals(
        List.of("the broker session needs a person (disconnected_too_long): no way since noon"),
        get(desk.trading.remarks()));
    broker.restore();
    desk.reconciled();
    assertEquals(List.of(), get(desk.trading.remarks()));
  }

  /** Both are shown before the first acknowledgement is in the order's journal. */
  @Test
  void aTwinFromTheFirstMomentIsSeenWithoutWaitingForTheNextComparison() {
    desk.start().reconciled();
    broker.twinAtOnce();
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    until(() -> get(desk.trading.blockedNames()).containsKey("AAPL"));
    assertEquals(1, desk.events.count(EventTypes.ORDER_DUPLICATED));
  }

  @Test
  void aNameWithTwoOrdersStaysBlockedOverARestartUntilItIsReleased() {
    desk.start().reconciled();
    desk.submit(order("wf/buy/0", Side.BUY, 10));
    desk.awaitStatus("wf/buy/0", OrderStatus.ACKNOWLEDGED);
    broker.twin("wf/buy/0");
    until(() -> get(desk.trading.blockedNames()).containsKey("AAPL"));
    assertEquals(1, desk.events.count(EventTypes.ORDER_DUPLICATED));
    desk.restart();
    desk.reconciled();
    assertEquals(
        DenialCode.NAME_BLOCKED.code(),
        desk.submit(order("wf/buy/1", Side.BUY, 10)).detail().split(":")[0]);
    RefusedException early =
        assertThrows(
            RefusedException.class, () -> get(desk.trading.release("AAPL", "sorted", "carol")));
    assertEquals("trading.name_not_clean", early.refusal().code());
    broker.cancelTwin("wf/buy/0");
    assertTrue(get(desk.trading.reconcile("after the cancel in TWS", "carol")).clean());
    get(desk.trading.release("AAPL", "sorted", "carol"));
    assertEquals(1, desk.events.count(EventTypes.NAME_RELEASED));
    assertEquals(Optional.empty(), get(desk.trading.dryRun(order("wf/buy/2", Side.BUY, 10))));
  }
}
