package io.orchestrator.actors.risk;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import io.orchestrator.actors.trading.DeskFixture;
import io.orchestrator.analysis.risk.RiskSettings;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.risk.Breaker;
import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.BreakerState;
import io.orchestrator.domain.risk.LimitSet;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.risk.measure.PortfolioRisk;
import io.orchestrator.domain.risk.measure.RiskMethod;
import io.orchestrator.domain.system.TradingState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RiskMonitorTest {
  private final DeskFixture fixture = new DeskFixture(RiskLimits.DEFAULT);
  private ActorRef<RiskMonitor.Command> monitor;
  private MonitorRisk risk;
  private final List<String> stopped = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void start(boolean emergencyClose) {
    RiskMonitorSettings settings =
        new RiskMonitorSettings(
            RiskLimits.DEFAULT,
            Duration.ofMillis(300),
            Duration.ofMillis(50),
            Duration.ofMillis(50),
            253,
            Duration.ofHours(1),
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            emergencyClose,
            GuardSettings.DEFAULT,
            RiskSettings.DEFAULT.withMethod(RiskMethod.HISTORICAL));
    monitor = MonitoredDesk.spawn(fixture, settings, stopped::add);
    risk = new MonitorRisk(monitor, fixture.kit.system(), settings);
  }

  private RiskReport report() {
    return get(risk.report());
  }

  private void available() {
    until(() -> report().metrics().unavailable().isEmpty());
  }

  /** Closes that go up and down by one per cent of the lower one. */
  static List<Bar> zigzag(String symbol) {
    List<Bar> bars = new ArrayList<>();
    Instant start = Instant.parse("2026-06-01T13:30:00Z");
    for (int i = 0; i < 120; i++) {
      double close = i % 2 == 0 ? 100 : 99;
      bars.add(
          new Bar(
              Symbol.of(symbol),
              Timeframe.D1,
              start.plus(Duration.ofDays(i)),
              close,
              close,
              close,
              close,
              1));
    }
    return bars;
  }

  @Test
  void anEmptyPortfolioHasNothingAtRisk() {
    fixture.start();
    start(false);
    available();
    assertEquals(0, report().metrics().var95());
    assertEquals(1_000_000, report().metrics().portfolioValue());
  }

  /** No spike of the month: the turbulence of one day alone makes the regime. */
  @Test
  void aTurbulentDayIsHighVolatility() {
    fixture.hold("AAPL", 1_000);
    fixture.market.bars.put(Symbol.of("AAPL"), zigzag("AAPL"));
    fixture.start();
    start(false);
    available();
    assertFalse(report().metrics().highVolatility());
    fixture.kit.stop(monitor);
    fixture.market.bars.put(Symbol.of("AAPL"), withALastCloseAt(1.03));
    start(false);
    until(() -> report().metrics().highVolatility());
    assertTrue(market().turbulent() && !market().spike());
  }

  @Test
  void aSpikeIsJudgedByTheLimitInForce() {
    fixture.hold("AAPL", 1_000);
    fixture.market.bars.put(Symbol.of("AAPL"), withALastCloseAt(1.03));
    fixture.start();
    start(false);
    available();
    assertFalse(market().spike());
    get(
        risk.changeLimits(
            0, LimitSet.of(LimitsButFor.one("volatilitySpike", 1.01)), "nervous", "ann"));
    until(() -> market().spike());
  }

  private PortfolioRisk.Figures market() {
    return report().metrics().measures().orElseThrow().market();
  }

  private static List<Bar> withALastCloseAt(double ofTheOneBefore) {
    List<Bar> bars = new ArrayList<>(zigzag("AAPL"));
    Bar last = bars.removeLast();
    double close = bars.getLast().close() * ofTheOneBefore;
    bars.add(new Bar(last.symbol(), Timeframe.D1, last.start(), close, close, close, close, 1));
    return bars;
  }

  @Test
  void noDayBeginsBeforeTheMarketHasToldItsTime() {
    fixture.market.timeKnown = false;
    fixture.hold("AAPL", 1_000);
    fixture.market.bars.put(Symbol.of("AAPL"), zigzag("AAPL"));
    fixture.start();
    start(false);
    available();
    fixture.market.mid = 99;
    until(() -> report().metrics().portfolioValue() == 1_099_000);
    assertEquals(0, report().metrics().dailyPnl());
    fixture.market.timeKnown = true;
    fixture.market.mid = 98;
    until(() -> report().metrics().dailyPnl() == -1_000);
  }

  /** The day's result counts from the equity in the journal, not from the restart. */
  @Test
  void aRestartInTheMiddleOfASessionKeepsTheDaysResult() {
    fixture.hold("AAPL", 1_000);
    fixture.market.bars.put(Symbol.of("AAPL"), zigzag("AAPL"));
    fixture.start();
    start(false);
    available();
    fixture.market.mid = 98;
    until(() -> report().metrics().dailyPnl() == -2_000);
    fixture.kit.stop(monitor);
    start(false);
    available();
    assertEquals(-2_000, report().metrics().dailyPnl());
  }

  @Test
  void historicalVarOfAZigzagIsItsDownStep() {
    fixture.hold("AAPL", 1_000);
    fixture.market.bars.put(Symbol.of("AAPL"), zigzag("AAPL"));
    fixture.start();
    start(false);
    available();
    // 1,000 shares at 100 that lose 1 % on every second day.
    assertEquals(1_000, report().metrics().var95(), 1e-6);
    assertEquals(1_000, report().metrics().expectedShortfall(), 1e-6);
    assertEquals(100_000 / 1_100_000.0, report().metrics().largestConcentration(), 1e-9);
    assertEquals("AAPL", report().metrics().largestName());
    PortfolioRisk risk = report().metrics().measures().orElseThrow();
    assertEquals(RiskMethod.values().length, risk.methods().size());
    assertEquals(1_000, risk.contributions().getFirst().component(), 1e-6);
  }

  @Test
  void withoutHistoryEntriesStopAndExitsPass() {
    fixture.hold("AAPL", 100);
    fixture.startBare();
    fixture.desk.tell(
        new io.orchestrator.actors.trading.TradingDesk.ApplyCapabilities(
            java.util.EnumSet.allOf(io.orchestrator.domain.system.Capability.class)));
    start(false);
    fixture.reconciled();
    until(() -> report().metrics().unavailable().map(u -> u.contains("no history")).orElse(false));
    assertEquals(
        OrderStatus.DENIED,
        fixture.submit(DeskFixture.order("wf/a/0", "MSFT", Side.BUY, 1)).status());
    fixture.submit(DeskFixture.order("wf/exit/0", "AAPL", Side.SELL, 100));
    fixture.awaitStatus("wf/exit/0", OrderStatus.ACKNOWLEDGED);
  }

  @Test
  void aConfirmedLossHaltsUntilAPersonResetsAndResumes() {
    fixture.hold("AAPL", 1_000);
    fixture.market.bars.put(Symbol.of("AAPL"), zigzag("AAPL"));
    fixture.start();
    start(false);
    available();
    fixture.market.mid = 94;
    until(() -> report().breakers().stream().anyMatch(b -> b.state() == BreakerState.HALTED));
    until(() -> report().tradingState() == TradingState.HALTED);
    assertTrue(report().haltEpoch() >= 1);
    assertEquals(
        OrderStatus.DENIED,
        fixture.submit(DeskFixture.order("wf/a/0", "MSFT", Side.BUY, 1)).status());
    assertEquals(
        "trading.breaker_open",
        refusal(() -> get(risk.setTradingState(TradingState.ACTIVE, "go on", "ann"))));
    assertEquals(
        "risk.reason_required",
        refusal(
            () -> get(risk.resetBreaker(BreakerName.DAILY_LOSS, Breaker.PORTFOLIO, " ", "ann"))));
    get(risk.resetBreaker(BreakerName.DAILY_LOSS, Breaker.PORTFOLIO, "checked by hand", "ann"));
    get(risk.setTradingState(TradingState.ACTIVE, "go on", "ann"));
    until(() -> report().metrics().dailyPnl() == 0);
    assertEquals(TradingState.ACTIVE, report().tradingState());
    assertTrue(fixture.events.count(EventTypes.BREAKER_TRIPPED) >= 1);
    assertTrue(fixture.events.count(EventTypes.RISK_VIOLATION) >= 1);
    assertTrue(fixture.placed().isEmpty());
  }

  @Test
  void aHaltHoldsAndOutlivesTheMonitor() {
    fixture.start();
    start(false);
    available();
    assertEquals(
        TradingState.HALTED,
        get(risk.setTradingState(TradingState.HALTED, "drill", "ann")).tradingState());
    assertEquals(
        OrderStatus.DENIED,
        fixture.submit(DeskFixture.order("wf/a/0", "MSFT", Side.BUY, 1)).status());
    long epoch = report().haltEpoch();
    fixture.kit.stop(monitor);
    start(false);
    until(() -> report().tradingState() == TradingState.HALTED);
    assertEquals(epoch, report().haltEpoch());
    assertEquals(
        "trading.reason_required",
        refusal(() -> get(risk.setTradingState(TradingState.ACTIVE, "", "ann"))));
    get(risk.setTradingState(TradingState.ACTIVE, "drill over", "ann"));
    assertEquals(epoch + 1, report().haltEpoch());
    fixture.submit(DeskFixture.order("wf/a/1", "MSFT", Side.BUY, 1));
    fixture.awaitStatus("wf/a/1", OrderStatus.ACKNOWLEDGED);
  }

  @Test
  void anEmergencyClosesPositionsOnlyWhenItIsSwitchedOn() {
    fixture.hold("AAPL", 1_000);
    fixture.market.bars.put(Symbol.of("AAPL"), zigzag("AAPL"));
    fixture.start();
    start(true);
    available();
    fixture.market.mid = 94;
    until(() -> fixture.placed().size() == 1);
    assertEquals("SELL 1000 AAPL", fixture.placed().getFirst());
    // Further looks see the working exit and add nothing.
    Instant first = report().metrics().asOf();
    until(() -> report().metrics().asOf().isAfter(first.plusSeconds(1)));
    assertEquals(1, fixture.placed().size());
  }

  /**
   * Defence: a resting stop is cancelled before its position is sold (both would turn it), and the
   * end is the broker's word on a question that was asked after our own books were flat.
   */
  @Test
  void anEmergencyClearsTheWayAndIsProvenFlatByTheBroker() {
    fixture.hold("AAPL", 1_000);
    fixture.market.bars.put(Symbol.of("AAPL"), zigzag("AAPL"));
    fixture.start().reconciled();
    fixture.submit(DeskFixture.order("wf/stop/0", "AAPL", Side.SELL, 1_000));
    fixture.awaitStatus("wf/stop/0", OrderStatus.ACKNOWLEDGED);
    start(true);
    available();
    fixture.market.mid = 94;
    until(() -> fixture.working().stream().anyMatch(id -> id.startsWith("emergency/")));
    assertEquals(1, fixture.working().size());
    assertEquals(
        OrderStatus.CANCELLED, fixture.awaitStatus("wf/stop/0", OrderStatus.CANCELLED).status());
    String closing = fixture.working().getFirst();
    fixture.fill(closing, 400, "94");
    fixture.fill(closing, 600, "94");
    until(() -> fixture.events.count(EventTypes.EMERGENCY_CLOSE_FINISHED) == 1);
    assertEquals(1, fixture.events.count(EventTypes.EMERGENCY_CLOSE_STARTED));
    assertTrue(fixture.portfolio().positions().isEmpty());
    assertEquals(2, fixture.placed().size());
  }

  @Test
  void switchedOffAnEmergencyHaltsAndTradesNothing() {
    fixture.hold("AAPL", 1_000);
    fixture.market.bars.put(Symbol.of("AAPL"), zigzag("AAPL"));
    fixture.start();
    start(false);
    available();
    fixture.market.mid = 94;
    until(() -> report().tradingState() == TradingState.HALTED);
    Instant halted = report().metrics().asOf();
    until(() -> report().metrics().asOf().isAfter(halted.plusSeconds(1)));
    assertEquals(0, fixture.placed().size());
    assertEquals(0, fixture.events.count(EventTypes.EMERGENCY_CLOSE_STARTED));
  }

  private static String refusal(Runnable call) {
    return assertThrows(RefusedException.class, call::run).refusal().code();
  }
}
