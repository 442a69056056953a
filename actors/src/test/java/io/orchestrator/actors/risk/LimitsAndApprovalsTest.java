package io.orchestrator.actors.risk;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.orchestrator.actors.trading.DeskFixture;
import io.orchestrator.actors.trading.DeskNews;
import io.orchestrator.actors.trading.TradingDesk;
import io.orchestrator.analysis.risk.RiskSettings;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.risk.Breaker;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.NarrowLimits;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.system.TradingState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Limits as data, a second person, and what a restart keeps; with a real desk behind the monitor.
 */
class LimitsAndApprovalsTest {
  private final DeskFixture fixture = new DeskFixture(RiskLimits.DEFAULT);
  private final List<String> stopped = new CopyOnWriteArrayList<>();
  private ActorRef<RiskMonitor.Command> monitor;
  private MonitorRisk risk;

  @AfterEach
  void close() {
    fixture.close();
  }

  private void start(boolean fourEyes) {
    GuardSettings d = GuardSettings.DEFAULT;
    GuardSettings guard =
        new GuardSettings(
            d.confirmations(),
            d.outOf(),
            d.warnAt(),
            d.dataGrace(),
            d.lossStreak(),
            d.errorRate(),
            d.errorMinimum(),
            d.errorWindow(),
            d.blindShare(),
            fourEyes,
            d.approvalTtl(),
            d.breakers());
    RiskMonitorSettings s = RiskMonitorSettings.DEFAULT;
    RiskMonitorSettings settings =
        new RiskMonitorSettings(
            s.limits(),
            Duration.ofMillis(200),
            Duration.ofMillis(50),
            Duration.ofMillis(50),
            s.historyBars(),
            s.historyTtl(),
            s.historyTimeout(),
            Duration.ofMillis(100),
            s.askTimeout(),
            false,
            guard,
            RiskSettings.DEFAULT);
    monitor = MonitoredDesk.spawn(fixture, settings, stopped::add);
    risk = new MonitorRisk(monitor, fixture.kit.system(), settings);
    until(() -> report().metrics().unavailable().isEmpty());
  }

  private RiskReport report() {
    return get(risk.report());
  }

  private static LimitSet only(NarrowLimits apple) {
    return new LimitSet(0, RiskLimits.DEFAULT, Map.of("AAPL", apple), Map.of());
  }

  private OrderStatus submit(String id) {
    return fixture.submit(DeskFixture.order(id, "AAPL", Side.BUY, 1)).status();
  }

  private static String code(Runnable call) {
    return assertThrows(RefusedException.class, call::run).refusal().code();
  }

  @Test
  void limitsHoldAtOnceAreOnRecordAndComeBack() {
    fixture.start().reconciled();
    start(false);
    LimitSet restricted = only(NarrowLimits.restrictedName());
    assertEquals(
        "risk.reason_required", code(() -> get(risk.changeLimits(0, restricted, " ", "ann"))));
    var changed = get(risk.changeLimits(0, restricted, "merger talks", "ann"));
    assertEquals(1, changed.limits().version());
    assertEquals(OrderStatus.DENIED, submit("wf/a/0"));
    assertEquals(
        "risk.limits_changed", code(() -> get(risk.changeLimits(0, restricted, "again", "bob"))));
    assertEquals("risk.limits_unknown", code(() -> get(risk.restoreLimits(9, "x", "bob"))));
    // Over a restart of the monitor, too.
    fixture.kit.stop(monitor);
    start(false);
    assertEquals(OrderStatus.DENIED, submit("wf/a/1"));
    var restored = get(risk.restoreLimits(0, "talks ended", "bob"));
    assertEquals(2, restored.limits().version());
    assertEquals(0, restored.versions().getFirst().restored().orElseThrow());
    assertEquals("merger talks", restored.versions().get(1).reason());
    submit("wf/a/2");
    fixture.awaitStatus("wf/a/2", OrderStatus.ACKNOWLEDGED);
  }

  /** Who reads the answer may order at once: by then the gate must judge by the new limits. */
  @Test
  void theDeskKnowsNewLimitsBeforeWhoeverChangedThem() {
    TestProbe<Object> all = fixture.kit.createTestProbe();
    monitor =
        fixture.kit.spawn(
            RiskMonitor.create(
                new RiskEnvironment(
                    all.ref().narrow(),
                    fixture.market,
                    fixture.events,
                    update -> {},
                    halt -> CompletableFuture.completedStage(StopsIntents.Stopped.NOT_ASKED),
                    fixture.env.clock()),
                RiskMonitorSettings.DEFAULT));
    monitor.tell(
        new RiskMonitor.ChangeLimits(
            0, only(NarrowLimits.restrictedName()), "merger talks", "ann", all.ref().narrow()));
    long deskHas = 0;
    Object message = all.receiveMessage();
    while (!(message instanceof RiskMonitor.GuardReply)) {
      if (message instanceof TradingDesk.ApplyRisk told) {
        deskHas = told.report().guard().limits().version();
      }
      message = all.receiveMessage();
    }
    assertEquals(1, deskHas);
  }

  @Test
  void looserLimitsWaitForAnotherPerson() {
    fixture.start().reconciled();
    start(true);
    get(risk.changeLimits(0, only(NarrowLimits.restrictedName()), "tighter", "ann"));
    assertEquals("risk.approval_requested", code(() -> get(risk.restoreLimits(0, "x", "ann"))));
    assertEquals(OrderStatus.DENIED, submit("wf/b/0"));
    long id = get(risk.controls()).approvals().getFirst().id();
    assertEquals("risk.approval_own", code(() -> get(risk.decide(id, true, "fine", "ann"))));
    var after = get(risk.decide(id, true, "I agree", "bob"));
    assertTrue(after.approvals().isEmpty());
    assertEquals("bob", after.versions().getFirst().approvedBy().orElseThrow());
    submit("wf/b/1");
    fixture.awaitStatus("wf/b/1", OrderStatus.ACKNOWLEDGED);
    assertEquals("risk.approval_unknown", code(() -> get(risk.decide(id, true, "x", "bob"))));
  }

  /**
   * A kill needs one person, its release two; and it stops those who would place the next order.
   */
  @Test
  void aKillIsReleasedByTwoAndStopsIntents() {
    fixture.start().reconciled();
    start(true);
    get(risk.setTradingState(TradingState.HALTED, "drill", "ann"));
    assertEquals(List.of("trading halted: drill"), stopped);
    assertEquals(
        "risk.approval_requested",
        code(() -> get(risk.setTradingState(TradingState.ACTIVE, "over", "ann"))));
    assertEquals(TradingState.HALTED, report().tradingState());
    long id = get(risk.controls()).approvals().getFirst().id();
    get(risk.decide(id, false, "not yet", "bob"));
    assertEquals(TradingState.HALTED, report().tradingState());
    assertThrows(
        RefusedException.class,
        () -> get(risk.setTradingState(TradingState.ACTIVE, "over", "ann")));
    get(risk.decide(id + 1, true, "checked", "bob"));
    until(() -> report().tradingState() == TradingState.ACTIVE);
  }

  private static LimitSet restricted(String... names) {
    Map<String, NarrowLimits> symbols = new HashMap<>();
    for (String name : names) {
      symbols.put(name, NarrowLimits.restrictedName());
    }
    return new LimitSet(0, RiskLimits.DEFAULT, symbols, Map.of());
  }

  private long asked(Runnable wish) {
    assertEquals("risk.approval_requested", code(wish));
    return get(risk.controls()).approvals().getLast().id();
  }

  private String granted(long id) {
    return code(() -> get(risk.decide(id, true, "I agree", "carl")));
  }

  /** The set that was asked for knows nothing of a restriction that came after it. */
  @Test
  void agreeingToLooserLimitsUndoesNothingThatWasTightenedSince() {
    fixture.start().reconciled();
    start(true);
    get(risk.changeLimits(0, restricted("MSFT"), "tighter", "ann"));
    long old = asked(() -> get(risk.changeLimits(1, restricted(), "looser", "ann")));
    get(risk.changeLimits(1, restricted("MSFT", "AAPL"), "merger talks", "bob"));
    assertEquals("risk.approval_outdated", granted(old));
    assertTrue(get(risk.controls()).limits().symbol("AAPL").restricted());
    assertEquals(OrderStatus.DENIED, submit("wf/c/0"));
    long anew = asked(() -> get(risk.changeLimits(2, restricted("AAPL"), "looser", "ann")));
    get(risk.decide(anew, true, "I agree", "carl"));
    assertEquals(Set.of("AAPL"), get(risk.controls()).limits().symbols().keySet());
    get(risk.decide(old, false, "too late", "carl"));
    assertTrue(get(risk.controls()).approvals().isEmpty());
  }

  @Test
  void agreeingToTheReleaseOfAKillReleasesNoLaterOne() {
    fixture.start().reconciled();
    start(true);
    get(risk.setTradingState(TradingState.HALTED, "drill", "ann"));
    long old = asked(() -> get(risk.setTradingState(TradingState.ACTIVE, "drill over", "ann")));
    get(risk.setTradingState(TradingState.HALTED, "wrong prices", "bob"));
    assertEquals("risk.approval_outdated", granted(old));
    assertEquals(TradingState.HALTED, report().tradingState());
    long anew = asked(() -> get(risk.setTradingState(TradingState.ACTIVE, "prices good", "bob")));
    get(risk.decide(anew, true, "I agree", "carl"));
    until(() -> report().tradingState() == TradingState.ACTIVE);
  }

  @Test
  void agreeingToTheResetOfABreakerClosesItOnce() {
    fixture.start().reconciled();
    start(true);
    long first = asked(this::resetOfTheTrippedBreaker);
    long second = asked(this::resetOfTheTrippedBreaker);
    get(risk.decide(first, true, "I agree", "carl"));
    long third = asked(this::resetOfTheTrippedBreaker);
    assertEquals("risk.approval_outdated", granted(second));
    assertEquals(BreakerState.ENTRIES_BLOCKED, exhausted().state());
    get(risk.decide(third, true, "I agree", "carl"));
    assertEquals(BreakerState.CLOSED, exhausted().state());
  }

  private void resetOfTheTrippedBreaker() {
    monitor.tell(new RiskMonitor.DeskSays(new DeskNews.ExecutionsExhausted("s", 5_000)));
    until(() -> exhausted().state() != BreakerState.CLOSED);
    get(risk.resetBreaker(BreakerName.REPEATED_EXECUTION, "s", "looked at it", "ann"));
  }

  private Breaker exhausted() {
    return report().breakers().stream()
        .filter(b -> b.name() == BreakerName.REPEATED_EXECUTION)
        .findFirst()
        .orElse(new Breaker(BreakerName.REPEATED_EXECUTION, BreakerState.CLOSED, Instant.MIN, ""));
  }

  /** It stops who would place the next order, and is no fresh start after a restart. */
  @Test
  void aTrippedBreakerOutlivesARestartInMidSessionWithTheDaysLoss() {
    fixture.hold("AAPL", 1_000);
    fixture.market.bars.put(
        io.orchestrator.domain.market.Symbol.of("AAPL"), RiskMonitorTest.zigzag("AAPL"));
    fixture.start();
    start(false);
    fixture.market.mid = 94;
    until(() -> report().tradingState() == TradingState.HALTED);
    assertEquals(1, stopped.size());
    assertTrue(stopped.getFirst().contains("DAILY_LOSS"), stopped.toString());
    double loss = report().metrics().dailyPnl();
    assertEquals(-6_000, loss);
    fixture.kit.stop(monitor);
    start(false);
    assertEquals(BreakerState.HALTED, breaker(BreakerName.DAILY_LOSS).state());
    assertEquals(TradingState.HALTED, report().tradingState());
    assertEquals(loss, report().metrics().dailyPnl());
  }

  private Breaker breaker(BreakerName name) {
    return report().breakers().stream().filter(b -> b.name() == name).findFirst().orElseThrow();
  }
}
