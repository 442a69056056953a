package io.orchestrator.analysis.backtest;

/** Names two by two: sells the one that ran away, buys the other, until the ratio is back. */
final class Pairs implements Strategy {
  private final int window;
  private final double entry;

  Pairs(double[] p) {
    window = (int) p[0];
    entry = p[1];
  }

  @Override
  public void decide(History h, double[] weights) {
    if (h.length() < window) {
      return;
    }
    for (int a = 0; a + 1 < weights.length; a += 2) {
      double sum = 0;
      double squares = 0;
      double last = 0;
      for (int k = window - 1; k >= 0; k--) {
        last = Math.log(h.price(a, k) / h.price(a + 1, k));
        sum += last;
        squares += last * last;
      }
      double mean = sum / window;
      double deviation = Math.sqrt(Math.max(0, squares / window - mean * mean));
      double z = deviation > 0 ? (last - mean) / deviation : 0;
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
