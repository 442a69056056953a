package io.orchestrator.analysis.risk.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.risk.AlignedHistory;
import io.orchestrator.analysis.risk.RiskSettings;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.risk.measure.GradedDay;
import io.orchestrator.domain.risk.measure.GradingEvent;
import io.orchestrator.domain.risk.measure.GradingState;
import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.MethodGrade;
import io.orchestrator.domain.risk.measure.RiskMethod;
import io.orchestrator.domain.risk.measure.Zone;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GradesTest {
  private static final Instant NOW = Instant.parse("2020-03-10T14:00:00Z");
  private static final TradingCalendar CALENDAR = TradingCalendar.nyse();

  private static MethodFigures figures(RiskMethod method, double var95, double var99) {
    return new MethodFigures(method, var95, var99, var99, Optional.empty());
  }

  /** Losses of 1 to n; historical forecasts 95 and 99, parametric one that is far too low. */
  private static List<GradedDay> days(int n) {
    List<GradedDay> days = new ArrayList<>();
    LocalDate day = LocalDate.of(2020, 1, 2);
    for (int t = 0; t < n; t++) {
      days.add(
          new GradedDay(
              day.plusDays(t),
              day.plusDays(t + 1),
              1_000,
              RiskMethod.HISTORICAL,
              List.of(
                  figures(RiskMethod.HISTORICAL, 95, 99),
                  figures(RiskMethod.PARAMETRIC, 40, 50),
                  MethodFigures.none(RiskMethod.CORNISH_FISHER, "risk.outside_domain: x")),
              -((t * 37) % 100 + 1)));
    }
    return days;
  }

  @Test
  void breachesAreLossesAboveTheForecast() {
    MethodGrade good = Grades.grade(days(100), RiskMethod.HISTORICAL);
    assertEquals(100, good.observations());
    assertEquals(5, good.breaches95()); // 96 to 100
    assertEquals(1, good.breaches99());
    assertEquals(98.0 / 99, good.shortfallRatio(), 1e-12);
    assertEquals(Zone.GREEN, good.zone());
    assertEquals(1, good.kupiec95(), 1e-9);
    MethodGrade bad = Grades.grade(days(100), RiskMethod.PARAMETRIC);
    assertEquals(60, bad.breaches95());
    assertEquals(Zone.RED, bad.zone());
    assertEquals(0, Grades.grade(days(100), RiskMethod.CORNISH_FISHER).observations());
  }

  @Test
  void aRedMethodIsDemotedOnceAndRestoredWhenGreen() {
    GradingState state = new GradingState(List.of(), days(100), Set.of(), 0, Optional.empty());
    List<GradingEvent> events = Grades.consequences(state, 250, NOW);
    var demoted = assertInstanceOf(GradingEvent.MethodDemoted.class, events.getFirst());
    assertEquals(1, events.size());
    assertEquals(RiskMethod.PARAMETRIC, demoted.method());
    GradingState after = state.evolve(demoted);
    assertEquals(List.of(), Grades.consequences(after, 250, NOW));
    List<GradedDay> calm =
        days(100).stream()
            .map(d -> new GradedDay(d.day(), d.outcomeDay(), 1_000, d.lead(), d.figures(), 1))
            .toList();
    GradingState better = new GradingState(List.of(), calm, after.demoted(), 0, Optional.empty());
    var restored =
        assertInstanceOf(
            GradingEvent.MethodRestored.class, Grades.consequences(better, 250, NOW).getFirst());
    assertTrue(better.evolve(restored).demoted().isEmpty());
  }

  @Test
  void onlyTheNewestDaysCountAndAreKept() {
    MethodGrade grade = Grades.of(days(300), 100).getFirst();
    assertEquals(100, grade.observations());
    GradingState state = GradingState.EMPTY;
    for (GradedDay d : days(GradingState.KEPT + 5)) {
      state =
          state
              .evolve(
                  new GradingEvent.ForecastMade(d.day(), 1, d.lead(), Map.of(), d.figures(), NOW))
              .evolve(new GradingEvent.ForecastMet(d.day(), d.outcomeDay(), d.pnl(), NOW));
    }
    assertEquals(GradingState.KEPT, state.days().size());
    assertTrue(state.open().isEmpty());
  }

  /** The same positions from close to close; a split between has changed nothing. */
  @Test
  void anOutcomeIsTheResultOfTheSamePositions() {
    GradingState state =
        GradingState.EMPTY.evolve(
            new GradingEvent.ForecastMade(
                LocalDate.of(2020, 3, 6),
                50_000,
                RiskMethod.HISTORICAL,
                Map.of("AAPL", 10_000.0, "MSFT", -4_000.0),
                List.of(),
                NOW));
    Map<String, List<Bar>> friday =
        Map.of("AAPL", List.of(bar("AAPL", 6, 100)), "MSFT", List.of(bar("MSFT", 6, 50)));
    ForecastBook book = new ForecastBook(CALENDAR);
    assertEquals(List.of(), book.outcomes(state, friday, LocalDate.of(2020, 3, 9), NOW));
    Map<String, List<Bar>> monday =
        Map.of(
            "AAPL", List.of(bar("AAPL", 6, 25), bar("AAPL", 9, 24)),
            "MSFT", List.of(bar("MSFT", 6, 50), bar("MSFT", 9, 45)));
    var met =
        assertInstanceOf(
            GradingEvent.ForecastMet.class,
            book.outcomes(state, monday, LocalDate.of(2020, 3, 9), NOW).getFirst());
    assertEquals(LocalDate.of(2020, 3, 9), met.outcomeDay());
    assertEquals(-400 + 400, met.pnl(), 1e-9);
    assertInstanceOf(
        GradingEvent.ForecastDropped.class,
        book.outcomes(state, friday, LocalDate.of(2020, 3, 18), NOW).getFirst());
  }

  private static Bar bar(String symbol, int day, double close) {
    return new Bar(
        Symbol.of(symbol),
        Timeframe.D1,
        CALENDAR.session(LocalDate.of(2020, 3, day)).orElseThrow().open(),
        close,
        close,
        close,
        close,
        1);
  }

  /** What comes after a day changes none of its forecasts. */
  @Test
  void aBacktestDoesNotLookAhead() {
    AlignedHistory whole = history(140);
    double[][] part = Arrays.copyOf(whole.returns(), 120);
    AlignedHistory early =
        new AlignedHistory(
            whole.symbols(),
            whole.days().subList(0, 120),
            part,
            Arrays.copyOf(whole.benchmark(), 120));
    Backtest backtest = new Backtest(RiskSettings.DEFAULT.withWindow(100).withPaths(1_000), 5);
    double[] exposures = {1_000, -300};
    List<GradedDay> all = backtest.run(whole, exposures, done -> {});
    List<GradedDay> first = backtest.run(early, exposures, done -> {});
    assertEquals(40, all.size());
    assertEquals(first, all.subList(0, 20));
  }

  private static AlignedHistory history(int count) {
    Random random = new Random(2);
    double[][] returns = new double[count][2];
    List<LocalDate> days = new ArrayList<>();
    for (int t = 0; t < count; t++) {
      returns[t][0] = 0.01 * random.nextGaussian();
      returns[t][1] = 0.02 * random.nextGaussian();
      days.add(LocalDate.of(2020, 1, 1).plusDays(t));
    }
    return new AlignedHistory(List.of("A", "B"), days, returns, new double[count]);
  }
}
