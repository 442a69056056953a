package io.orchestrator.analysis.risk;

import java.util.Arrays;

/**
 * GARCH(1,1), Bollerslev 1986: variance of a period = omega + alpha · square of the period before +
 * beta · its variance; mean zero.
 *
 * @param omega in squared units of the series; 0 with alpha + beta = 1 is RiskMetrics' EWMA
 * @param sampleVariance mean square of the series that the parameters belong to
 */
public record Garch(double omega, double alpha, double beta, double sampleVariance) {

  public Garch {
    if (!(omega >= 0 && alpha >= 0 && beta >= 0 && alpha + beta <= 1 + 1e-12)) {
      throw new IllegalArgumentException(
          "not a stationary GARCH(1,1): " + omega + ", " + alpha + ", " + beta);
    }
  }

  /** Exponentially weighted variance (RiskMetrics 1996), where too little is known for a fit. */
  public static Garch ewma(double decay) {
    return new Garch(0, 1 - decay, decay, 1);
  }

  double persistence() {
    return alpha + beta;
  }

  /** The same dynamics at the level of another series. */
  Garch scaledTo(double[] series) {
    double variance = meanSquare(series);
    return new Garch(
        sampleVariance > 0 ? omega * variance / sampleVariance : 0, alpha, beta, variance);
  }

  /**
   * Conditional variance of each period, and one more: the forecast of the next. Begins with the
   * series' mean square.
   */
  double[] variances(double[] series) {
    double[] variances = new double[series.length + 1];
    variances[0] = meanSquare(series);
    for (int t = 0; t < series.length; t++) {
      variances[t + 1] = omega + alpha * series[t] * series[t] + beta * variances[t];
    }
    return variances;
  }

  static double meanSquare(double[] series) {
    return Arrays.stream(series).map(v -> v * v).average().orElse(0);
  }
}
