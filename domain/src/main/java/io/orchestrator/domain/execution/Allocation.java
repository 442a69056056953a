package io.orchestrator.domain.execution;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Whole shares over slices, by weight. */
final class Allocation {
  private Allocation() {}

  /**
   * Shares per slice: the sum is {@code total}, each is 0 or within {@code min..max}; only what is
   * left at the very end may be smaller than {@code min}. What does not fit waits for later slices;
   * if they are full, it goes to earlier ones.
   *
   * @param weights at least 0, with a positive sum; need not add up to one
   * @param max times the number of weights is at least {@code total}
   */
  static long[] allocate(long total, double[] weights, long min, long max) {
    double sum = Arrays.stream(weights).sum();
    if (!(sum > 0) || !Double.isFinite(sum)) {
      throw new IllegalArgumentException("weights must have a positive, finite sum, was " + sum);
    }
    if (max < (total + weights.length - 1) / weights.length) {
      throw new IllegalArgumentException("slices of at most " + max + " cannot hold " + total);
    }
    long[] shares = new long[weights.length];
    double cumulated = 0;
    long planned = 0;
    long waiting = 0;
    for (int i = 0; i < shares.length; i++) {
      boolean last = i == shares.length - 1;
      cumulated += weights[i];
      long reached = last ? total : Math.min(total, Math.round(total * (cumulated / sum)));
      waiting += reached - planned;
      planned = reached;
      shares[i] = waiting < min && !last ? 0 : Math.min(waiting, max);
      waiting -= shares[i];
    }
    for (int i = shares.length - 1; i >= 0 && waiting > 0; i--) {
      long more = Math.min(waiting, max - shares[i]);
      shares[i] += more;
      waiting -= more;
    }
    return shares;
  }

  /** Each weight times a factor between {@code 1 - by} and {@code 1 + by}. */
  static double[] vary(double[] weights, double by, RandomGenerator random) {
    return Arrays.stream(weights).map(w -> w * (1 + by * (2 * random.nextDouble() - 1))).toArray();
  }
}
