package io.orchestrator.domain.market.quality;

import java.util.Arrays;

/**
 * Median of the last values and their median absolute deviation. Computed anew after every quarter
 * of the window, so that a value costs a few nanoseconds; until then the numbers are of before.
 */
final class RollingMedian {
  private final double[] values;
  private final double[] sorted;
  private int size;
  private int next;
  private int fresh;
  private double median;
  private double deviation;

  RollingMedian(int window) {
    this.values = new double[window];
    this.sorted = new double[window];
  }

  void add(double value) {
    values[next] = value;
    next = next + 1 == values.length ? 0 : next + 1;
    size = Math.min(size + 1, values.length);
    fresh++;
    if (fresh * 4 >= size) {
      compute();
    }
  }

  void clear() {
    size = 0;
    next = 0;
    fresh = 0;
  }

  int size() {
    return size;
  }

  /** 0 without values. */
  double median() {
    return size == 0 ? 0 : median;
  }

  /** Median distance from the median; 0 without values. */
  double deviation() {
    return size == 0 ? 0 : deviation;
  }

  private void compute() {
    fresh = 0;
    System.arraycopy(values, 0, sorted, 0, size);
    median = middle();
    for (int i = 0; i < size; i++) {
      sorted[i] = Math.abs(values[i] - median);
    }
    deviation = middle();
  }

  private double middle() {
    Arrays.sort(sorted, 0, size);
    int half = size / 2;
    return size % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
