package io.orchestrator.analysis.portfolio;

import java.util.stream.DoubleStream;

/** Small rules about vectors of weights. */
public final class Weights {
  private Weights() {}

  static double[] normalised(double[] weights) {
    double sum = DoubleStream.of(weights).sum();
    return DoubleStream.of(weights).map(w -> w / sum).toArray();
  }

  static double[] equal(int n) {
    return DoubleStream.generate(() -> 1.0 / n).limit(n).toArray();
  }

  /** Inverse of the variances, sum 1. */
  static double[] inverseVariance(double[][] covariance) {
    var w = new double[covariance.length];
    for (int i = 0; i < w.length; i++) {
      w[i] = 1 / covariance[i][i];
    }
    return normalised(w);
  }

  /** Standard deviation of the portfolio, per period of the covariance. */
  public static double volatility(double[][] covariance, double[] weights) {
    double variance = 0;
    for (int i = 0; i < weights.length; i++) {
      variance += weights[i] * QuadraticProgram.dot(covariance[i], weights);
    }
    return Math.sqrt(Math.max(0, variance));
  }

  /** Shares of the variance, sum 1 (Euler); all 0 for a portfolio without risk. */
  public static double[] riskContributions(double[][] covariance, double[] weights) {
    double variance = Math.pow(volatility(covariance, weights), 2);
    var shares = new double[weights.length];
    for (int i = 0; variance > 0 && i < weights.length; i++) {
      shares[i] = weights[i] * QuadraticProgram.dot(covariance[i], weights) / variance;
    }
    return shares;
  }

  /** Half of the sum of the changes: 1 is a whole portfolio exchanged. */
  public static double turnover(double[] before, double[] after) {
    double sum = 0;
    for (int i = 0; i < before.length; i++) {
      sum += Math.abs(after[i] - before[i]);
    }
    return sum / 2;
  }

  /** Sum of squares of the weights: 1 is one name, 1/n is n alike (Herfindahl-Hirschman). */
  public static double concentration(double[] weights) {
    return QuadraticProgram.dot(weights, weights);
  }
}
