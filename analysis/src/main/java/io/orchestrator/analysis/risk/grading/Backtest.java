package io.orchestrator.analysis.risk.grading;

import io.orchestrator.analysis.risk.AlignedHistory;
import io.orchestrator.analysis.risk.Garch;
import io.orchestrator.analysis.risk.LossModels;
import io.orchestrator.analysis.risk.PortfolioScenarios;
import io.orchestrator.analysis.risk.RiskSettings;
import io.orchestrator.domain.risk.measure.GradedDay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** The methods' forecasts over a past, each from the days before it only. */
public final class Backtest {
  private final RiskSettings settings;
  private final int refit;

  /**
   * @param refit days between two fits of the volatility dynamics
   */
  public Backtest(RiskSettings settings, int refit) {
    this.settings = settings;
    this.refit = refit;
  }

  /**
   * @param exposures of every day, USD: what is gained or lost is put back at each close
   * @param progress told the number of days done
   * @return one day for each after the first window; none if there is no more than a window
   */
  public List<GradedDay> run(AlignedHistory history, double[] exposures, IntConsumer progress) {
    double value = Arrays.stream(exposures).map(Math::abs).sum();
    List<GradedDay> days = new ArrayList<>();
    LossModels models = null;
    for (int t = settings.window(); t < history.returns().length; t++) {
      double[][] past = Arrays.copyOfRange(history.returns(), t - settings.window(), t);
      PortfolioScenarios scenarios = PortfolioScenarios.of(past, exposures);
      if (models == null || (t - settings.window()) % refit == 0) {
        Garch garch = LossModels.dynamics(scenarios.pnl(), settings);
        models = new LossModels(settings, garch);
      }
      double[][] next = {history.returns()[t]};
      days.add(
          new GradedDay(
              history.days().get(t - 1),
              history.days().get(t),
              value,
              settings.method(),
              models.figures(scenarios),
              PortfolioScenarios.of(next, exposures).pnl()[0]));
      progress.accept(days.size());
    }
    return days;
  }
}
