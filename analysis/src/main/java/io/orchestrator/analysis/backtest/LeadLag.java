package io.orchestrator.analysis.backtest;

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
  private LaggedLinks links;
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
    if (links == null) {
      links = new LaggedLinks(n, window);
      leader = new int[n];
      sign = new double[n];
    }
    links.of(h);
    Arrays.fill(leader, -1);
    for (int target = 0; target < n; target++) {
      int best = links.strongest(target);
      if (best >= 0 && links.chance(best, target) < significance / (n - 1)) {
        leader[target] = best;
        sign[target] = links.partial(best, target);
      }
    }
  }
}
