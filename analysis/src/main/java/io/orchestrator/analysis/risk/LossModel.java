package io.orchestrator.analysis.risk;

import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.RiskMethod;
import java.util.Optional;

/** One method to Value at Risk and expected shortfall; stateless. */
public interface LossModel {
  /** Share of scenarios beyond the leading number. */
  double TAIL_95 = 0.05;

  double TAIL_99 = 0.01;

  RiskMethod method();

  /** Never throws for finite scenarios; what cannot be computed has a reason. */
  MethodFigures figures(PortfolioScenarios scenarios);

  /** 95 % Value at Risk of a profit-and-loss series, USD; negative when the portfolio gains. */
  double var95(double[] pnl);

  /**
   * Change of the 95 % Value at Risk per USD of each position. Value at Risk is homogeneous of
   * degree one, so exposures times these sum to it (Euler).
   */
  double[] sensitivities(PortfolioScenarios scenarios);

  /** The past periods whose losses make the 95 % Value at Risk; empty if it has none. */
  default Optional<Drivers> drivers(PortfolioScenarios scenarios) {
    return Optional.empty();
  }

  /**
   * @param periods indices
   * @param losses of the periods as the method scales them, USD
   * @param weights sum 1
   */
  record Drivers(int[] periods, double[] losses, double[] weights) {}

  /** A gain is no risk. */
  static MethodFigures figures(RiskMethod method, double var95, double var99, double shortfall) {
    return new MethodFigures(
        method, Math.max(0, var95), Math.max(0, var99), Math.max(0, shortfall), Optional.empty());
  }
}
