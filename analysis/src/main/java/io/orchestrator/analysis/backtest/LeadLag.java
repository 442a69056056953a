package io.orchestrator.analysis.backtest;

import io.orchestrator.analysis.information.GaussianInformation;
import java.util.Arrays;

/**
 * Follows the network of information: each quarter the name whose yesterday informs most about
 * another one's today (Gaussian transfer entropy of lag 1, corrected for the number of sources
 * tried). What the leader did today is expected of the follower tomorrow.
 */
final class LeadLag implements Strategy {
  private static final int REFRESH = 63;

  private final int window;
  private final double significance;
  private int[] leader;
  private double[] sign;
  private int age = REFRESH;

  LeadLag(double[] p) {
    window = (int) p[0];
    significance = p[1];
  }

  @Override
  public void decide(History h, double[] weights) {
    if (h.length() <= window + 1 || weights.length < 2) {
      return;
    }
    if (++age >= REFRESH) {
      infer(h);
      age = 0;
    }
    for (int s = 0; s < weights.length; s++) {
      weights[s] =
          leader[s] < 0 ? 0 : Math.signum(sign[s] * h.change(leader[s], 0)) / weights.length;
    }
  }

  private void infer(History h) {
    int n = h.size();
    var changes = new double[n][window];
    for (int s = 0; s < n; s++) {
      for (int k = 0; k < window; k++) {
        changes[s][window - 1 - k] = h.change(s, k);
      }
    }
    leader = new int[n];
    sign = new double[n];
    for (int target = 0; target < n; target++) {
      leader[target] = -1;
      double least = significance / (n - 1);
      for (int source = 0; source < n; source++) {
        if (source == target) {
          continue;
        }
        double p = chance(changes[source], changes[target]);
        if (p < least) {
          least = p;
          leader[target] = source;
          sign[target] = lagged(changes[source], changes[target]);
        }
      }
    }
  }

  /** Of a transfer entropy as large by chance: I(source's yesterday; today | own yesterday). */
  private static double chance(double[] source, double[] target) {
    int rows = target.length - 1;
    return GaussianInformation.conditional(
            new double[][] {Arrays.copyOf(source, rows)},
            new double[][] {Arrays.copyOfRange(target, 1, rows + 1)},
            new double[][] {Arrays.copyOf(target, rows)})
        .pValue(rows);
  }

  private static double lagged(double[] source, double[] target) {
    double sum = 0;
    for (int t = 1; t < target.length; t++) {
      sum += source[t - 1] * target[t];
    }
    return sum;
  }
}
