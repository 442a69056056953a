package io.orchestrator.analysis.portfolio;

import java.util.Optional;

/**
 * Weights whose contributions to volatility are equal. The convex form of F. Spinu, "An algorithm
 * for computing risk parity weights" (2013): ½x'Σx − Σ ln(xᵢ)/n, solved coordinate by coordinate as
 * in T. Griveau-Billion, J.-C. Richard, T. Roncalli, "A fast algorithm for computing
 * high-dimensional risk parity portfolios" (2013).
 */
final class RiskParity {
  private static final int MOST_SWEEPS = 2_000;
  private static final double EQUAL = 1e-11;

  private RiskParity() {}

  /**
   * @param covariance with positive variances
   * @return positive, sum 1; empty when the contributions do not become equal
   */
  static Optional<double[]> weights(double[][] covariance) {
    int n = covariance.length;
    var x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = 1 / Math.sqrt(covariance[i][i] * n);
    }
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      double worst = 0;
      for (int i = 0; i < n; i++) {
        double variance = covariance[i][i];
        double marginal = QuadraticProgram.dot(covariance[i], x);
        worst = Math.max(worst, Math.abs(x[i] * marginal * n - 1));
        double others = marginal - variance * x[i];
        x[i] = (-others + Math.sqrt(others * others + 4 * variance / n)) / (2 * variance);
      }
      if (worst < EQUAL) {
        return Optional.of(Weights.normalised(x));
      }
    }
    return Optional.empty();
  }
}
