package io.orchestrator.analysis.risk.grading;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.risk.measure.GradingEvent;
import io.orchestrator.domain.risk.measure.GradingState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Outcomes of open forecasts, as soon as the closes are there; pure. */
public final class ForecastBook {
  /** A forecast whose closes have not come after so many calendar days is dropped. */
  private static final int MAX_WAIT_DAYS = 10;

  private final TradingCalendar calendar;

  public ForecastBook(TradingCalendar calendar) {
    this.calendar = calendar;
  }

  /**
   * @param bars of closed sessions, oldest first, adjusted so that a ratio of closes is a return
   */
  public List<GradingEvent> outcomes(
      GradingState state, Map<String, List<Bar>> bars, LocalDate today, Instant now) {
    List<GradingEvent> events = new ArrayList<>();
    for (GradingEvent.ForecastMade forecast : state.open()) {
      LocalDate next = calendar.next(forecast.day()).date();
      OptionalDouble pnl = pnl(forecast, next, bars);
      if (pnl.isPresent()) {
        events.add(
            new GradingEvent.ForecastMet(forecast.day(), next, cents(pnl.getAsDouble()), now));
      } else if (forecast.day().plusDays(MAX_WAIT_DAYS).isBefore(today)) {
        events.add(
            new GradingEvent.ForecastDropped(
                forecast.day(), "the closes of " + next + " are not all there", now));
      }
    }
    return events;
  }

  private static OptionalDouble pnl(
      GradingEvent.ForecastMade forecast, LocalDate next, Map<String, List<Bar>> bars) {
    double pnl = 0;
    for (Map.Entry<String, Double> held : forecast.exposures().entrySet()) {
      List<Bar> own = bars.getOrDefault(held.getKey(), List.of());
      Optional<Double> from = close(own, forecast.day());
      Optional<Double> to = close(own, next);
      if (from.isEmpty() || to.isEmpty()) {
        return OptionalDouble.empty();
      }
      pnl += held.getValue() * (to.get() / from.get() - 1);
    }
    return Double.isFinite(pnl) ? OptionalDouble.of(pnl) : OptionalDouble.empty();
  }

  /** The days asked for are among the newest. */
  public static Optional<Double> close(List<Bar> bars, LocalDate day) {
    for (int i = bars.size() - 1; i >= 0; i--) {
      LocalDate date = TradingCalendar.dateOf(bars.get(i).start());
      if (date.equals(day)) {
        return Optional.of(bars.get(i).close());
      }
      if (date.isBefore(day)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  static double cents(double usd) {
    return Math.round(usd * 100) / 100.0;
  }
}
