package io.orchestrator.analysis.series;

import java.util.Arrays;

/**
 * Centre and scale that a few wild values cannot move: median and normal-consistent median absolute
 * deviation, or the standard deviation where more than half of the values are equal.
 *
 * @param centre median
 * @param scale positive
 */
public record RobustScale(double centre, double scale) {
  /** MAD of a normal distribution is its standard deviation divided by this. */
  private static final double NORMAL_CONSISTENCY = 1.4826;

  /** A scaled value beyond this is cut off: an unadjusted split must not dominate a covariance. */
  public static final double CUT_OFF = 6;

  public static RobustScale fit(double[] values, int from, int to) {
    double[] sorted = Arrays.copyOfRange(values, from, to);
    Arrays.sort(sorted);
    double median = middle(sorted);
    double[] deviations = Arrays.stream(sorted).map(v -> Math.abs(v - median)).sorted().toArray();
    double scale = NORMAL_CONSISTENCY * middle(deviations);
    if (!(scale > 0)) {
      double mean = Arrays.stream(sorted).average().orElse(0);
      scale =
          Math.sqrt(Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).average().orElse(0));
    }
    return new RobustScale(median, scale > 0 ? scale : 1);
  }

  /** Scaled and cut off at ±{@link #CUT_OFF}. */
  public double apply(double value) {
    return Math.max(-CUT_OFF, Math.min(CUT_OFF, (value - centre) / scale));
  }

  public double[] apply(double[] values) {
    return Arrays.stream(values).map(this::apply).toArray();
  }

  private static double middle(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]);
  }
}
