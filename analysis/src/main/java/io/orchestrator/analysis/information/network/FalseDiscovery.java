package io.orchestrator.analysis.information.network;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Keeps the share of false findings among all findings below a level. */
public final class FalseDiscovery {
  private FalseDiscovery() {}

  /**
   * Adjusted p-values: a test is a finding at level alpha if its value is at most alpha.
   *
   * @param pValues of all tests done, also the hopeless ones
   * @param anyDependence false: Benjamini and Hochberg 1995 (independent or positively dependent
   *     tests); true: Benjamini and Yekutieli 2001 (any dependence)
   */
  public static double[] adjust(double[] pValues, boolean anyDependence) {
    int m = pValues.length;
    double constant =
        anyDependence ? IntStream.rangeClosed(1, m).mapToDouble(i -> 1.0 / i).sum() : 1;
    Integer[] order = IntStream.range(0, m).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(i -> pValues[i]));
    double[] adjusted = new double[m];
    double least = 1;
    for (int rank = m; rank >= 1; rank--) {
      least = Math.min(least, pValues[order[rank - 1]] * m * constant / rank);
      adjusted[order[rank - 1]] = least;
    }
    return adjusted;
  }
}
