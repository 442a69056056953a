package io.orchestrator.analysis.backtest;

/** Long while the fast average is above the slow one; each name has an equal share. */
final class MovingAverageCross implements Strategy {
  private final int fast;
  private final int slow;
  private double[] fastSum;
  private double[] slowSum;

  MovingAverageCross(double[] p) {
    fast = (int) Math.min(p[0], p[1]);
    slow = (int) Math.max(Math.max(p[0], p[1]), fast + 1.0);
  }

  @Override
  public void decide(History h, double[] weights) {
    if (fastSum == null) {
      fastSum = new double[weights.length];
      slowSum = new double[weights.length];
    }
    int known = h.length();
    for (int s = 0; s < weights.length; s++) {
      double price = h.price(s, 0);
      fastSum[s] += price - (known > fast ? h.price(s, fast) : 0);
      slowSum[s] += price - (known > slow ? h.price(s, slow) : 0);
      weights[s] =
          known >= slow && fastSum[s] * slow > slowSum[s] * fast ? 1.0 / weights.length : 0;
    }
  }
}
