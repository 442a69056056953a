package io.orchestrator.analysis.risk;

import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.RiskMethod;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * Quantile of Cornish and Fisher 1937 from mean, deviation, skewness and excess kurtosis. It is a
 * quantile only where the expansion rises everywhere (Maillard 2012); elsewhere there is no number.
 */
final class CornishFisherModel implements LossModel {
  private static final NormalDistribution NORMAL = new NormalDistribution();

  @Override
  public RiskMethod method() {
    return RiskMethod.CORNISH_FISHER;
  }

  @Override
  public MethodFigures figures(PortfolioScenarios scenarios) {
    Moments m = Moments.of(scenarios.pnl());
    double s = m.skewness();
    double k = m.excessKurtosis();
    if (!inDomain(s, k)) {
      return MethodFigures.none(
          method(),
          "risk.outside_domain: skewness %.2f and excess kurtosis %.2f make the expansion fall"
              .formatted(s, k));
    }
    return LossModel.figures(
        method(),
        loss(m, quantile(TAIL_95, s, k)),
        loss(m, quantile(TAIL_99, s, k)),
        loss(m, tailMean(TAIL_95, s, k)));
  }

  @Override
  public double var95(double[] pnl) {
    Moments m = Moments.of(pnl);
    return loss(m, quantile(TAIL_95, m.skewness(), m.excessKurtosis()));
  }

  private static double loss(Moments m, double standardised) {
    return -m.mean() - standardised * m.deviation();
  }

  /** Derivative of the expansion: (1 − k/8 + 5s²/36) + z s/3 + z² (k/8 − s²/6), never negative. */
  static boolean inDomain(double s, double k) {
    double square = k / 8 - s * s / 6;
    double constant = 1 - k / 8 + 5 * s * s / 36;
    return square >= 0 && constant >= 0 && s * s / 9 <= 4 * square * constant + 1e-12;
  }

  /** Standardised; negative for small tails. */
  static double quantile(double tail, double s, double k) {
    double z = NORMAL.inverseCumulativeProbability(tail);
    return z
        + (z * z - 1) * s / 6
        + (z * z * z - 3 * z) * k / 24
        - (2 * z * z * z - 5 * z) * s * s / 36;
  }

  /** Mean of the expansion below the quantile, from partial moments of the normal distribution. */
  static double tailMean(double tail, double s, double k) {
    double c = NORMAL.inverseCumulativeProbability(tail);
    double density = NORMAL.density(c);
    double first = -density;
    double second = tail - c * density;
    double third = -(c * c + 2) * density;
    double sum =
        first
            + (second - tail) * s / 6
            + (third - 3 * first) * k / 24
            - (2 * third - 5 * first) * s * s / 36;
    return sum / tail;
  }

  @Override
  public double[] sensitivities(PortfolioScenarios scenarios) {
    Moments m = Moments.of(scenarios.pnl());
    double z = NORMAL.inverseCumulativeProbability(TAIL_95);
    double s = m.skewness();
    double byS = (z * z - 1) / 6 - (2 * z * z * z - 5 * z) * s / 18;
    double byK = (z * z * z - 3 * z) / 24;
    double w = quantile(TAIL_95, s, m.excessKurtosis());
    double[] result = new double[scenarios.exposures().length];
    for (int a = 0; a < result.length; a++) {
      if (scenarios.exposures()[a] == 0 || m.second() == 0) {
        continue;
      }
      Moments by = m.derivatives(scenarios.returns(), a, scenarios.pnl());
      double deviation = by.second() / (2 * m.deviation());
      double skewness = by.third() / Math.pow(m.second(), 1.5) - 1.5 * s * by.second() / m.second();
      double kurtosis =
          by.fourth() / (m.second() * m.second())
              - 2 * m.fourth() * by.second() / Math.pow(m.second(), 3);
      result[a] = -by.mean() - w * deviation - m.deviation() * (byS * skewness + byK * kurtosis);
    }
    return result;
  }
}
