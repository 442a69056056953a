package io.orchestrator.analysis.backtest;

/**
 * Mean and standard deviation (of the population) of the newest values, in constant time. Computed
 * anew each time the window has passed once, so that no rounding stays.
 */
final class RollingMoments {
  private final double[] ring;
  private int at;
  private int seen;
  private double mean;
  private double squares;

  /**
   * @param window values, at least 1
   */
  RollingMoments(int window) {
    this.ring = new double[window];
  }

  void add(double value) {
    if (seen < ring.length) {
      seen++;
      double off = value - mean;
      mean += off / seen;
      squares += off * (value - mean);
    } else {
      double old = ring[at];
      double before = mean;
      mean += (value - old) / seen;
      squares += (value - old) * (value - mean + old - before);
    }
    ring[at++] = value;
    if (at == ring.length) {
      at = 0;
      renew();
    }
  }

  private void renew() {
    double sum = 0;
    for (double v : ring) {
      sum += v;
    }
    mean = sum / ring.length;
    squares = 0;
    for (double v : ring) {
      squares += (v - mean) * (v - mean);
    }
  }

  /** Whether as many values as the window has were added. */
  boolean full() {
    return seen == ring.length;
  }

  double mean() {
    return mean;
  }

  double deviation() {
    return Math.sqrt(Math.max(0, squares) / seen);
  }
}
