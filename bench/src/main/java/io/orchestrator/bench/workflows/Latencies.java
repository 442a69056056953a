package io.orchestrator.bench.workflows;

/** Quantiles of sorted nanoseconds. */
final class Latencies {
  private Latencies() {}

  static double millis(long[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))] / 1e6;
  }
}
