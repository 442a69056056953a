package io.orchestrator.analysis.backtest;

import io.orchestrator.analysis.information.gaussian.GaussianInformation;

/**
 * Gaussian transfer entropy of lag 1 between all names at once: I(source's yesterday; today | own
 * yesterday) is −½·ln(1 − ρ²) of the partial correlation ρ, and all of those follow from two
 * matrices of products. The same as {@link GaussianInformation#conditional}, a pair at a time.
 */
final class LaggedLinks {
  private static final double REDUNDANT = 1e-12;

  private final int n;
  private final int rows;
  private final double[][] changes;
  private final double[] means;
  private final double[] meansNext;
  private final double[] next;
  private final double[][] same;
  private final double[][] lagged;

  /**
   * @param names at least 2
   * @param window daily changes, at least 5
   */
  LaggedLinks(int names, int window) {
    n = names;
    rows = window - 1;
    changes = new double[n][window];
    means = new double[n];
    meansNext = new double[n];
    next = new double[n];
    same = new double[n][n];
    lagged = new double[n][n];
  }

  /** Looks at the newest changes. */
  void of(History h) {
    for (int s = 0; s < n; s++) {
      h.changes(s, changes[s]);
      double inner = 0;
      for (int t = 1; t < rows; t++) {
        inner += changes[s][t];
      }
      means[s] = (inner + changes[s][0]) / rows;
      meansNext[s] = (inner + changes[s][rows]) / rows;
    }
    for (int i = 0; i < n; i++) {
      next[i] = product(changes[i], 1, changes[i], 1) - rows * meansNext[i] * meansNext[i];
      for (int j = 0; j < n; j++) {
        lagged[i][j] = product(changes[i], 0, changes[j], 1) - rows * means[i] * meansNext[j];
        if (j >= i) {
          same[i][j] = product(changes[i], 0, changes[j], 0) - rows * means[i] * means[j];
          same[j][i] = same[i][j];
        }
      }
    }
  }

  /** Four sums at a time: one alone waits for each addition. */
  private double product(double[] a, int fromA, double[] b, int fromB) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int t = 0;
    for (; t + 3 < rows; t += 4) {
      s0 += a[fromA + t] * b[fromB + t];
      s1 += a[fromA + t + 1] * b[fromB + t + 1];
      s2 += a[fromA + t + 2] * b[fromB + t + 2];
      s3 += a[fromA + t + 3] * b[fromB + t + 3];
    }
    for (; t < rows; t++) {
      s0 += a[fromA + t] * b[fromB + t];
    }
    return s0 + s1 + s2 + s3;
  }

  /** Covariance of source's yesterday and target's today without target's yesterday, × rows. */
  double partial(int source, int target) {
    return lagged[source][target]
        - same[source][target] * lagged[target][target] / same[target][target];
  }

  /** Square of the partial correlation; 0 where one of the two does not move by itself. */
  double squared(int source, int target) {
    if (!(same[target][target] > 0)) {
      return 0;
    }
    double own = same[target][target];
    double x = same[source][source] - same[source][target] * same[source][target] / own;
    double y = next[target] - lagged[target][target] * lagged[target][target] / own;
    boolean moves = x > REDUNDANT * same[source][source] && y > REDUNDANT * next[target];
    double xy = partial(source, target);
    return moves ? Math.min(1, xy * xy / (x * y)) : 0;
  }

  /** The name that informs most about the target; −1 if none does. */
  int strongest(int target) {
    int best = -1;
    double most = 0;
    for (int source = 0; source < n; source++) {
      double own = source == target ? 0 : squared(source, target);
      if (own > most) {
        most = own;
        best = source;
      }
    }
    return best;
  }

  /** Of a transfer entropy as large without dependence. */
  double chance(int source, int target) {
    double nats = -0.5 * Math.log1p(-squared(source, target));
    return new GaussianInformation.Value(nats, 1, 1, 1).pValue(rows);
  }
}
