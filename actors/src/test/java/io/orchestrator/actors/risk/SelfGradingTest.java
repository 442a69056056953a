package io.orchestrator.actors.risk;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import io.orchestrator.actors.trading.DeskFixture;
import io.orchestrator.analysis.risk.RiskSettings;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.measure.GradedDay;
import io.orchestrator.domain.risk.measure.GradingEvent;
import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.RiskMethod;
import io.orchestrator.domain.risk.measure.RiskPoint;
import io.orchestrator.domain.risk.measure.SelfGrade;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Forecasts are made before their outcome, kept, met and judged. */
class SelfGradingTest {
  private static final LocalDate THURSDAY = LocalDate.of(2026, 11, 19);
  private static final LocalDate FRIDAY = LocalDate.of(2026, 11, 20);
  private static final RiskSettings HOW =
      RiskSettings.DEFAULT.withMethod(RiskMethod.HISTORICAL).withPaths(1_000);
  private final DeskFixture fixture = new DeskFixture(RiskLimits.DEFAULT);
  private ActorRef<RiskMonitor.Command> monitor;
  private MonitorRisk risk;

  @AfterEach
  void close() {
    fixture.close();
  }

  private void start() {
    RiskMonitorSettings d = RiskMonitorSettings.DEFAULT;
    RiskMonitorSettings settings =
        new RiskMonitorSettings(
            d.limits(),
            Duration.ofMillis(100),
            d.fillDelay(),
            d.confirmDelay(),
            d.historyBars(),
            Duration.ofMillis(50),
            d.historyTimeout(),
            d.deskRetry(),
            d.askTimeout(),
            false,
            d.guard(),
            HOW);
    monitor = MonitoredDesk.spawn(fixture, settings, reason -> {});
    risk = new MonitorRisk(monitor, fixture.kit.system(), settings);
  }

  /** Closes of 100 and 99 by turns, the last one given. */
  private static List<Bar> bars(LocalDate last, double close) {
    List<Bar> bars = new ArrayList<>();
    for (TradingSession session : TradingCalendar.nyse().sessions(LocalDate.of(2026, 5, 1), last)) {
      double price = session.date().equals(last) ? close : bars.size() % 2 == 0 ? 100 : 99;
      bars.add(
          new Bar(
              Symbol.of("AAPL"), Timeframe.D1, session.open(), price, price, price, price, 1_000));
    }
    return bars;
  }

  private SelfGrade grade() {
    return get(risk.selfGrade());
  }

  @Test
  void aForecastIsMadeFromTheClosesBeforeAndMetByTheNextOnes() {
    fixture.hold("AAPL", 1_000);
    List<Bar> withPartOfToday = new ArrayList<>(bars(THURSDAY, 100));
    withPartOfToday.add(bars(FRIDAY, 50).getLast());
    fixture.market.bars.put(Symbol.of("AAPL"), withPartOfToday);
    fixture.start();
    start();
    until(() -> grade().open().isPresent());
    GradingEvent.ForecastMade made = grade().open().orElseThrow();
    assertEquals(THURSDAY, made.day(), "today's bar is not closed");
    assertEquals(Map.of("AAPL", 100_000.0), made.exposures());
    assertEquals(RiskMethod.values().length, made.figures().size());

    fixture.market.bars.put(Symbol.of("AAPL"), bars(FRIDAY, 97));
    fixture.market.now = Instant.parse("2026-11-20T21:30:00Z");
    until(() -> !grade().days().isEmpty());
    GradedDay day = grade().days().getFirst();
    assertEquals(THURSDAY, day.day());
    assertEquals(FRIDAY, day.outcomeDay());
    assertEquals(-3_000, day.pnl(), 0.01);
    until(() -> grade().open().map(f -> f.day().equals(FRIDAY)).orElse(false));

    fixture.kit.stop(monitor);
    start();
    assertEquals(List.of(day), grade().days(), "kept over a restart");
    assertEquals(FRIDAY, grade().open().orElseThrow().day(), "and not made twice");
  }

  /** Twenty losses above every forecast; nobody has to look. */
  @Test
  void aRedMethodLosesTheLeadAndStaysDemotedAfterARestart() {
    ActorRef<SelfGrading.Command> grading = spawn();
    List<GradingEvent> events = new ArrayList<>();
    LocalDate day = LocalDate.of(2026, 1, 1);
    for (int t = 0; t < 20; t++) {
      events.add(
          new GradingEvent.ForecastMade(
              day.plusDays(t),
              100_000,
              RiskMethod.HISTORICAL,
              Map.of("AAPL", 1_000.0),
              List.of(
                  new MethodFigures(RiskMethod.HISTORICAL, 5, 10, 8, Optional.empty()),
                  new MethodFigures(RiskMethod.WEIGHTED_HISTORICAL, 50, 90, 70, Optional.empty())),
              Instant.EPOCH));
      events.add(
          new GradingEvent.ForecastMet(day.plusDays(t), day.plusDays(t + 1), -20, Instant.EPOCH));
    }
    RiskPoint point =
        new RiskPoint(
            Instant.EPOCH, 1, 0, 0, 0, 0, 0, false, Optional.empty(), Optional.of("none"));
    grading.tell(new SelfGrading.Observed(events, point));
    until(() -> ask(grading).demoted().equals(Set.of(RiskMethod.HISTORICAL)));
    assertEquals(RiskMethod.HISTORICAL, ask(grading).configured());
    assertEquals(RiskMethod.WEIGHTED_HISTORICAL, ask(grading).lead());
    assertEquals(List.of(point), ask(grading).points());
    until(() -> fixture.events.count(EventTypes.RISK_METHOD_DEMOTED) == 1);
    fixture.kit.stop(grading);
    assertTrue(ask(spawn()).demoted().contains(RiskMethod.HISTORICAL));
    assertEquals(1, fixture.events.count(EventTypes.RISK_METHOD_DEMOTED));
  }

  private ActorRef<SelfGrading.Command> spawn() {
    return fixture.kit.spawn(SelfGrading.create(fixture.events, HOW, InstantSource.system()));
  }

  private SelfGrade ask(ActorRef<SelfGrading.Command> grading) {
    return get(
        AskPattern.ask(
            grading,
            SelfGrading.GetGrade::new,
            Duration.ofSeconds(10),
            fixture.kit.system().scheduler()));
  }
}
