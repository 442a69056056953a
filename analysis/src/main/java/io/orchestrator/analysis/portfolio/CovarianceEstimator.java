package io.orchestrator.analysis.portfolio;

import java.util.Locale;

/** Covariances of returns from their history. */
public enum CovarianceEstimator {
  /** Mean removed, divided by T − 1. */
  SAMPLE,
  /**
   * Shrunk towards a multiple of the identity; O. Ledoit, M. Wolf, "A well-conditioned estimator
   * for large-dimensional covariance matrices", J. Multivariate Analysis 88 (2004).
   */
  LEDOIT_WOLF,
  /** Exponentially weighted, decay {@value #DECAY}, mean taken as 0 (RiskMetrics 1996). */
  EWMA;

  public static final double DECAY = 0.94;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @param returns rows are times, oldest first; columns are assets
   * @return symmetric, per period of the returns
   * @throws IllegalArgumentException for fewer than two rows, ragged rows or numbers that are not
   *     finite
   */
  public double[][] estimate(double[][] returns) {
    check(returns);
    return switch (this) {
      case SAMPLE -> scaled(products(centred(returns), null), 1.0 / (returns.length - 1));
      case LEDOIT_WOLF -> shrunk(centred(returns));
      case EWMA -> products(returns, decays(returns.length));
    };
  }

  private static void check(double[][] returns) {
    if (returns.length < 2 || returns[0].length == 0) {
      throw new IllegalArgumentException("a covariance needs at least two rows of returns");
    }
    for (double[] row : returns) {
      if (row.length != returns[0].length) {
        throw new IllegalArgumentException("rows of returns differ in length");
      }
      for (double v : row) {
        if (!Double.isFinite(v)) {
          throw new IllegalArgumentException("a return is not a finite number");
        }
      }
    }
  }

  private static double[][] shrunk(double[][] x) {
    int t = x.length;
    int n = x[0].length;
    double[][] s = scaled(products(x, null), 1.0 / t);
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      mean += s[i][i] / n;
      for (int j = 0; j < n; j++) {
        squares += s[i][j] * s[i][j];
      }
    }
    double distance = squares - n * mean * mean;
    double fourth = 0;
    for (double[] row : x) {
      double length = 0;
      for (double v : row) {
        length += v * v;
      }
      fourth += length * length;
    }
    double noise = Math.min(distance, (fourth / t - squares) / t);
    double weight = distance <= 0 ? 1 : Math.max(0, noise) / distance;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        s[i][j] = (1 - weight) * s[i][j] + (i == j ? weight * mean : 0);
      }
    }
    return s;
  }

  private static double[] decays(int n) {
    var weights = new double[n];
    double total = (1 - Math.pow(DECAY, n)) / (1 - DECAY);
    for (int i = 0; i < n; i++) {
      weights[i] = Math.pow(DECAY, n - 1.0 - i) / total;
    }
    return weights;
  }

  private static double[][] centred(double[][] x) {
    int n = x[0].length;
    var mean = new double[n];
    for (double[] row : x) {
      for (int j = 0; j < n; j++) {
        mean[j] += row[j] / x.length;
      }
    }
    var centred = new double[x.length][n];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < n; j++) {
        centred[i][j] = x[i][j] - mean[j];
      }
    }
    return centred;
  }

  private static double[][] products(double[][] x, double[] weights) {
    int n = x[0].length;
    var sum = new double[n][n];
    for (int t = 0; t < x.length; t++) {
      double w = weights == null ? 1 : weights[t];
      for (int i = 0; i < n; i++) {
        double xi = w * x[t][i];
        double[] into = sum[i];
        for (int j = 0; j <= i; j++) {
          into[j] += xi * x[t][j];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        sum[j][i] = sum[i][j];
      }
    }
    return sum;
  }

  private static double[][] scaled(double[][] m, double factor) {
    for (double[] row : m) {
      for (int j = 0; j < row.length; j++) {
        row[j] *= factor;
      }
    }
    return m;
  }
}
