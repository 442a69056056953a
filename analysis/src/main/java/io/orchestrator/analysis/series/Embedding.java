package io.orchestrator.analysis.series;

import java.util.Arrays;

/**
 * Rows for transfer entropy: the target's next value, its past, the source's past.
 *
 * @param next {@code [1][row]}
 * @param targetPast {@code [k][row]}, newest lag first
 * @param sourcePast {@code [l][row]}, newest lag first
 */
public record Embedding(double[][] next, double[][] targetPast, double[][] sourcePast) {
  /**
   * @param targetHistory k, at least 0 (0: plain lagged mutual information)
   * @param sourceHistory l, at least 1
   * @param delay u, steps from the newest source value to the target's next value, at least 1
   */
  public static Embedding of(
      double[] source, double[] target, int targetHistory, int sourceHistory, int delay) {
    if (source.length != target.length) {
      throw new IllegalArgumentException(
          "lengths differ: " + source.length + " and " + target.length);
    }
    if (targetHistory < 0 || sourceHistory < 1 || delay < 1) {
      throw new IllegalArgumentException("histories k >= 0, l >= 1 and delay >= 1 are needed");
    }
    int first = Math.max(targetHistory, sourceHistory + delay - 1);
    if (target.length - first < 2) {
      throw new IllegalArgumentException(
          target.length + " values are too few for the histories and the delay");
    }
    double[][] past = new double[targetHistory][];
    Arrays.setAll(past, i -> lagged(target, first, 1 + i));
    double[][] sources = new double[sourceHistory][];
    Arrays.setAll(sources, i -> lagged(source, first, delay + i));
    return new Embedding(new double[][] {lagged(target, first, 0)}, past, sources);
  }

  private static double[] lagged(double[] values, int first, int lag) {
    return Arrays.copyOfRange(values, first - lag, values.length - lag);
  }
}
