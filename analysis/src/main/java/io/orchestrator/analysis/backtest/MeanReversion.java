package io.orchestrator.analysis.backtest;

/** Buys so many standard deviations below the mean of the window, sells at the mean. */
final class MeanReversion implements Strategy {
  private final int window;
  private final double entry;

  MeanReversion(double[] p) {
    window = (int) p[0];
    entry = p[1];
  }

  @Override
  public void decide(History h, double[] weights) {
    if (h.length() < window) {
      return;
    }
    for (int s = 0; s < weights.length; s++) {
      double sum = 0;
      double squares = 0;
      for (int k = 0; k < window; k++) {
        double v = h.price(s, k);
        sum += v;
        squares += v * v;
      }
      double mean = sum / window;
      double deviation = Math.sqrt(Math.max(0, squares / window - mean * mean));
      double off = h.price(s, 0) - mean;
      if (off < -entry * deviation) {
        weights[s] = 1.0 / weights.length;
      } else if (off >= 0) {
        weights[s] = 0;
      }
    }
  }
}
