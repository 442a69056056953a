package io.orchestrator.analysis.risk;

import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.RiskMethod;
import java.util.Arrays;

/**
 * Simulated paths: Student's t with the sample's means and covariance, whose tails are as fat as
 * the portfolio's excess kurtosis says.
 */
final class MonteCarloModel implements LossModel {
  /** Fatter tails than these have no kurtosis to match. */
  private static final double FATTEST = 4.5;

  private final MonteCarloSettings settings;
  private final Accelerator accelerator;

  MonteCarloModel(int paths, long seed, Accelerator accelerator) {
    settings = MonteCarloSettings.DEFAULT.withPaths(paths).withSeed(seed);
    this.accelerator = accelerator;
  }

  @Override
  public RiskMethod method() {
    return RiskMethod.MONTE_CARLO;
  }

  @Override
  public MethodFigures figures(PortfolioScenarios scenarios) {
    if (scenarios.exposures().length == 0) {
      return LossModel.figures(method(), 0, 0, 0);
    }
    try {
      MonteCarloEstimate e =
          MonteCarloRisk.of(
              ReturnModel.of(scenarios.returns())
                  .withDegreesOfFreedom(degrees(Moments.of(scenarios.pnl()))),
              scenarios.exposures(),
              settings,
              accelerator);
      return LossModel.figures(method(), e.var95(), e.var99(), e.expectedShortfall());
    } catch (IllegalArgumentException e) {
      return MethodFigures.none(method(), "risk.no_simulation: " + e.getMessage());
    }
  }

  /** Excess kurtosis of t is 6 / (degrees − 4). */
  static double degrees(Moments m) {
    double excess = m.excessKurtosis();
    return excess > 0 ? Math.max(FATTEST, 4 + 6 / excess) : ReturnModel.NORMAL;
  }

  /** A portfolio is one asset with its own mean and variance: the same law, and as many paths. */
  @Override
  public double var95(double[] pnl) {
    double[][] column = Arrays.stream(pnl).mapToObj(p -> new double[] {p}).toArray(double[][]::new);
    return Garch.meanSquare(pnl) == 0
        ? 0
        : MonteCarloRisk.of(
                ReturnModel.of(column).withDegreesOfFreedom(degrees(Moments.of(pnl))),
                new double[] {1},
                settings)
            .var95();
  }

  /** The law is elliptic: the quantile is mean and a multiple of the deviation, as if normal. */
  @Override
  public double[] sensitivities(PortfolioScenarios scenarios) {
    Moments m = Moments.of(scenarios.pnl());
    double multiple =
        m.deviation() == 0 ? 0 : (figures(scenarios).var95() + m.mean()) / m.deviation();
    double[] result = new double[scenarios.exposures().length];
    for (int a = 0; a < result.length; a++) {
      if (scenarios.exposures()[a] != 0 && m.deviation() > 0) {
        Moments by = m.derivatives(scenarios.returns(), a, scenarios.pnl());
        result[a] = multiple * by.second() / (2 * m.deviation()) - by.mean();
      }
    }
    return result;
  }
}
