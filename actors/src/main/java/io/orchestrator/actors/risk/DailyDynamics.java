package io.orchestrator.actors.risk;

import io.orchestrator.analysis.risk.Garch;
import java.time.LocalDate;
import java.util.function.Supplier;

/** The portfolio's volatility dynamics, fitted once for each newest day of the history. */
final class DailyDynamics {
  private LocalDate day = LocalDate.MIN;
  private Garch fitted;

  synchronized Garch of(LocalDate newest, Supplier<Garch> fit) {
    if (!newest.equals(day)) {
      fitted = fit.get();
      day = newest;
    }
    return fitted;
  }
}
