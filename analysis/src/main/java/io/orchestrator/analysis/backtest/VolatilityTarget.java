package io.orchestrator.analysis.backtest;

/** Holds each name so that its volatility is the target; never more than an equal share of 1.5. */
final class VolatilityTarget implements Strategy {
  private static final double MOST = 1.5;
  private static final double YEAR = 252;

  private final double target;
  private final int window;

  VolatilityTarget(double[] p) {
    target = p[0];
    window = (int) p[1];
  }

  @Override
  public void decide(History h, double[] weights) {
    if (h.length() <= window) {
      return;
    }
    for (int s = 0; s < weights.length; s++) {
      double volatility = Math.sqrt(h.squaredChanges(s, window) / window * YEAR);
      weights[s] = (volatility > 0 ? Math.min(MOST, target / volatility) : 0) / weights.length;
    }
  }
}
