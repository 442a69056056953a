package io.orchestrator.domain.risk.measure;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** What the methods forecast, what came, and what followed from it. */
public sealed interface GradingEvent extends JournalRecord {
  Instant at();

  /**
   * Forecasts for the session after a day, from that day's closes and nothing later.
   *
   * @param day newest close that was known
   * @param exposures market value by symbol at these closes, USD
   */
  @Journaled(name = "risk-forecast-made")
  record ForecastMade(
      LocalDate day,
      double value,
      RiskMethod lead,
      Map<String, Double> exposures,
      List<MethodFigures> figures,
      Instant at)
      implements GradingEvent {}

  /**
   * What the same positions made until the next close.
   *
   * @param day of the forecast
   * @param outcomeDay of the close
   * @param pnl USD
   */
  @Journaled(name = "risk-forecast-met")
  record ForecastMet(LocalDate day, LocalDate outcomeDay, double pnl, Instant at)
      implements GradingEvent {}

  /** Prices for the outcome never came. */
  @Journaled(name = "risk-forecast-dropped")
  record ForecastDropped(LocalDate day, String reason, Instant at) implements GradingEvent {}

  /** The method may not lead: its grade is red. */
  @Journaled(name = "risk-method-demoted")
  record MethodDemoted(RiskMethod method, String reason, Instant at) implements GradingEvent {}

  /** The method may lead again: its grade is green. */
  @Journaled(name = "risk-method-restored")
  record MethodRestored(RiskMethod method, String reason, Instant at) implements GradingEvent {}

  /**
   * The account's value at the first sound reading of a session; drawdown counts from the highest.
   */
  @Journaled(name = "risk-session-valued")
  record SessionValued(LocalDate day, double value, Instant at) implements GradingEvent {}
}
