package io.orchestrator.analysis.backtest;

import java.util.Arrays;

/** Buys so many standard deviations below the mean of the window, sells at the mean. */
final class MeanReversion implements Strategy {
  private final int window;
  private final double entry;
  private RollingMoments[] prices;

  MeanReversion(double[] p) {
    window = (int) p[0];
    entry = p[1];
  }

  @Override
  public void decide(History h, double[] weights) {
    if (prices == null) {
      prices = new RollingMoments[weights.length];
      Arrays.setAll(prices, s -> new RollingMoments(window));
    }
    for (int s = 0; s < weights.length; s++) {
      double price = h.price(s, 0);
      prices[s].add(price);
      if (!prices[s].full()) {
        continue;
      }
      double off = price - prices[s].mean();
      if (off < -entry * prices[s].deviation()) {
        weights[s] = 1.0 / weights.length;
      } else if (off >= 0) {
        weights[s] = 0;
      }
    }
  }
}
