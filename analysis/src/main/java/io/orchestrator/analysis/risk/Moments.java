package io.orchestrator.analysis.risk;

/**
 * Central moments of a series, by the number of values (not one less).
 *
 * @param second variance
 */
record Moments(double mean, double second, double third, double fourth) {

  static Moments of(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += v;
    }
    double mean = sum / values.length;
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (double v : values) {
      double d = v - mean;
      second += d * d;
      third += d * d * d;
      fourth += d * d * d * d;
    }
    int n = values.length;
    return new Moments(mean, second / n, third / n, fourth / n);
  }

  double deviation() {
    return Math.sqrt(second);
  }

  double skewness() {
    return second == 0 ? 0 : third / Math.pow(second, 1.5);
  }

  double excessKurtosis() {
    return second == 0 ? 0 : fourth / (second * second) - 3;
  }

  /**
   * Derivatives by the exposure of one asset: mean of the asset, and k · E[(p − mean)^(k−1) · (x −
   * its mean)] for k = 2, 3, 4.
   */
  Moments derivatives(double[][] returns, int asset, double[] pnl) {
    double sum = 0;
    for (double[] row : returns) {
      sum += row[asset];
    }
    int n = pnl.length;
    double own = sum / n;
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (int t = 0; t < n; t++) {
      double d = pnl[t] - mean;
      double x = returns[t][asset] - own;
      second += d * x;
      third += d * d * x;
      fourth += d * d * d * x;
    }
    return new Moments(own, 2 * second / n, 3 * third / n, 4 * fourth / n);
  }
}
