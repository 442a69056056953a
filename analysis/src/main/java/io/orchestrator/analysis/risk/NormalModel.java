package io.orchestrator.analysis.risk;

import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.RiskMethod;
import org.hipparchus.distribution.continuous.NormalDistribution;

/** Normal profit and loss with the sample's mean and deviation (delta-normal, RiskMetrics 1996). */
final class NormalModel implements LossModel {
  private static final NormalDistribution NORMAL = new NormalDistribution();

  @Override
  public RiskMethod method() {
    return RiskMethod.PARAMETRIC;
  }

  /**
   * @param tail 0.05 gives 1.644854
   */
  static double varMultiplier(double tail) {
    return -NORMAL.inverseCumulativeProbability(tail);
  }

  /**
   * @param tail 0.05 gives 2.062713
   */
  static double shortfallMultiplier(double tail) {
    return NORMAL.density(varMultiplier(tail)) / tail;
  }

  @Override
  public MethodFigures figures(PortfolioScenarios scenarios) {
    Moments m = Moments.of(scenarios.pnl());
    return LossModel.figures(
        method(),
        loss(m, varMultiplier(TAIL_95)),
        loss(m, varMultiplier(TAIL_99)),
        loss(m, shortfallMultiplier(TAIL_95)));
  }

  @Override
  public double var95(double[] pnl) {
    return loss(Moments.of(pnl), varMultiplier(TAIL_95));
  }

  private static double loss(Moments m, double multiplier) {
    return multiplier * m.deviation() - m.mean();
  }

  @Override
  public double[] sensitivities(PortfolioScenarios scenarios) {
    return sensitivities(scenarios, TAIL_95);
  }

  static double[] sensitivities(PortfolioScenarios scenarios, double tail) {
    Moments m = Moments.of(scenarios.pnl());
    double z = varMultiplier(tail);
    double[] result = new double[scenarios.exposures().length];
    for (int a = 0; a < result.length; a++) {
      if (scenarios.exposures()[a] != 0) {
        Moments by = m.derivatives(scenarios.returns(), a, scenarios.pnl());
        double deviation = m.deviation() == 0 ? 0 : by.second() / (2 * m.deviation());
        result[a] = z * deviation - by.mean();
      }
    }
    return result;
  }
}
