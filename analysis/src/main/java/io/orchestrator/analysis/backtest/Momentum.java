package io.orchestrator.analysis.backtest;

/** Long what has risen over the look-back by more than the threshold, each an equal share. */
final class Momentum implements Strategy {
  private final int lookback;
  private final double threshold;

  Momentum(double[] p) {
    lookback = (int) p[0];
    threshold = p[1];
  }

  @Override
  public void decide(History h, double[] weights) {
    for (int s = 0; s < weights.length; s++) {
      boolean known = h.length() > lookback;
      boolean rises = known && h.price(s, 0) > h.price(s, lookback) * (1 + threshold);
      weights[s] = rises ? 1.0 / weights.length : 0;
    }
  }
}
