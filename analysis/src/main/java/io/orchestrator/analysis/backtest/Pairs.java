package io.orchestrator.analysis.backtest;

import java.util.Arrays;

/** Names two by two: sells the one that ran away, buys the other, until the ratio is back. */
final class Pairs implements Strategy {
  private final int window;
  private final double entry;
  private RollingMoments[] ratios;

  Pairs(double[] p) {
    window = (int) p[0];
    entry = p[1];
  }

  @Override
  public void decide(History h, double[] weights) {
    if (ratios == null) {
      ratios = new RollingMoments[weights.length / 2];
      Arrays.setAll(ratios, pair -> new RollingMoments(window));
    }
    for (int a = 0; a + 1 < weights.length; a += 2) {
      RollingMoments ratio = ratios[a / 2];
      double last = h.log(a, 0) - h.log(a + 1, 0);
      ratio.add(last);
      if (!ratio.full()) {
        continue;
      }
      double deviation = ratio.deviation();
      double z = deviation > 0 ? (last - ratio.mean()) / deviation : 0;
      double share = 1.0 / weights.length;
      if (Math.abs(z) > entry) {
        weights[a] = -Math.signum(z) * share;
      } else if (weights[a] * z >= 0) {
        weights[a] = 0;
      }
      weights[a + 1] = -weights[a];
    }
  }
}
