package io.orchestrator.actors.risk;

import io.orchestrator.analysis.risk.AlignedHistory;
import io.orchestrator.analysis.risk.RiskSettings;
import io.orchestrator.analysis.risk.grading.ForecastBook;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.portfolio.Position;
import io.orchestrator.domain.risk.RiskMetrics;
import io.orchestrator.domain.risk.RiskReading;
import io.orchestrator.domain.risk.measure.GradingEvent;
import io.orchestrator.domain.risk.measure.GradingState;
import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.PortfolioRisk;
import io.orchestrator.domain.risk.measure.RiskPoint;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One forecast for each session, from the closes before it: the positions at these closes, and
 * nothing that is later. A restart in the middle of a session makes the forecast that is missing.
 */
final class DailyForecast {
  private final TradingCalendar calendar = TradingCalendar.nyse();
  private final ForecastBook book = new ForecastBook(calendar);
  private final Measurement measurement;
  private final RiskSettings settings;

  DailyForecast(Measurement measurement, RiskSettings settings) {
    this.measurement = measurement;
    this.settings = settings;
  }

  /**
   * What is to be written after a measurement.
   *
   * @param known as the measurement had it
   */
  List<GradingEvent> events(
      GradingState state, Portfolio portfolio, RiskReading reading, Measurement.Knowledge known) {
    Map<String, List<Bar>> bars = Measurement.closed(known.bars(), known.marketNow());
    LocalDate today = TradingCalendar.dateOf(known.marketNow());
    List<GradingEvent> events = new ArrayList<>(book.outcomes(state, bars, today, known.now()));
    double value = reading.metrics().portfolioValue();
    if (reading.equityKnown() && state.peakDay().filter(d -> !d.isBefore(today)).isEmpty()) {
      events.add(new GradingEvent.SessionValued(today, value, known.now()));
    }
    if (reading.measuresKnown()) {
      forecast(state, portfolio, bars, known).ifPresent(events::add);
    }
    return events;
  }

  private Optional<GradingEvent> forecast(
      GradingState state,
      Portfolio portfolio,
      Map<String, List<Bar>> bars,
      Measurement.Knowledge known) {
    List<Position> held = portfolio.positions().stream().filter(p -> p.quantity() != 0).toList();
    List<String> symbols = held.stream().map(Position::symbol).toList();
    List<LocalDate> days =
        AlignedHistory.of(symbols, bars, settings.benchmark(), settings.window()).days();
    if (days.isEmpty() || !isDue(state, days.getLast(), known.marketNow())) {
      return Optional.empty();
    }
    LocalDate day = days.getLast();
    Map<String, Double> exposures = new TreeMap<>();
    for (Position p : held) {
      ForecastBook.close(bars.get(p.symbol()), day)
          .ifPresent(close -> exposures.put(p.symbol(), cents(p.quantity() * close)));
    }
    return measurement
        .atCloses(exposures, portfolio.netLiquidation().doubleValue(), bars, known)
        .map(
            risk ->
                new GradingEvent.ForecastMade(
                    day,
                    cents(portfolio.netLiquidation().doubleValue()),
                    risk.lead(),
                    exposures,
                    risk.methods().stream().map(DailyForecast::rounded).toList(),
                    known.now()));
  }

  /** Before the outcome is known, and once. */
  private boolean isDue(GradingState state, LocalDate day, Instant marketNow) {
    boolean made =
        state.open().stream().anyMatch(f -> !f.day().isBefore(day))
            || !state.days().isEmpty() && !state.days().getLast().day().isBefore(day);
    return !made && marketNow.isBefore(calendar.next(day).close());
  }

  private static MethodFigures rounded(MethodFigures f) {
    return new MethodFigures(
        f.method(),
        cents(f.var95()),
        cents(f.var99()),
        cents(f.expectedShortfall()),
        f.unavailable());
  }

  private static double cents(double usd) {
    return BigDecimal.valueOf(usd).setScale(2, RoundingMode.HALF_EVEN).doubleValue();
  }

  static RiskPoint point(RiskMetrics m) {
    return new RiskPoint(
        m.asOf(),
        m.portfolioValue(),
        m.dailyPnl(),
        m.var95(),
        m.var99(),
        m.expectedShortfall(),
        m.grossExposure(),
        m.highVolatility(),
        m.measures().map(PortfolioRisk::lead),
        m.unavailable());
  }
}
