package io.orchestrator.analysis.information.discrete;

import java.util.Arrays;

/**
 * Makes symbols 0, 1, … of the numbers of one column.
 *
 * @param bins 2 to 1000; with {@link Method#NONE} the largest number of distinct values
 */
public record Binning(Method method, int bins) {
  private static final int MOST_BINS = 1_000;

  /** IDTxl's discretise_method. */
  public enum Method {
    /** Each distinct value is a symbol. */
    NONE,
    /** Bins of equal width from the smallest to the largest value. */
    EQUAL,
    /** Bins with equally many values, as far as ties allow. */
    MAX_ENT
  }

  public Binning {
    if (bins < 2 || bins > MOST_BINS) {
      throw new IllegalArgumentException("bins must be 2 to " + MOST_BINS + ", was " + bins);
    }
  }

  /** Values are symbols already. */
  public static Binning none() {
    return new Binning(Method.NONE, MOST_BINS);
  }

  public static Binning equal(int bins) {
    return new Binning(Method.EQUAL, bins);
  }

  public static Binning maxEntropy(int bins) {
    return new Binning(Method.MAX_ENT, bins);
  }

  /**
   * One symbol for each row, each below {@link #bins}.
   *
   * @throws IllegalArgumentException no value, one that is not finite, or more distinct values than
   *     {@link #bins} without binning
   */
  public int[] symbols(double[] column) {
    if (column.length == 0) {
      throw new IllegalArgumentException("a column without values");
    }
    for (int i = 0; i < column.length; i++) {
      if (!Double.isFinite(column[i])) {
        throw new IllegalArgumentException("row " + i + " has a value that is not finite");
      }
    }
    return switch (method) {
      case NONE -> distinct(column);
      case EQUAL -> equalWidth(column);
      case MAX_ENT -> equallyFull(column);
    };
  }

  /** {@code [column][row]}, each column by itself. */
  public int[][] symbols(double[][] columns) {
    return Arrays.stream(columns).map(this::symbols).toArray(int[][]::new);
  }

  private int[] distinct(double[] column) {
    double[] values = Arrays.stream(column).map(v -> v + 0.0).sorted().distinct().toArray();
    if (values.length > bins) {
      throw new IllegalArgumentException(
          "%d distinct values are more than %d symbols: bin them (equal or max_ent)"
              .formatted(values.length, bins));
    }
    return Arrays.stream(column)
        .mapToInt(v -> Arrays.binarySearch(values, v + 0.0)) // −0 becomes 0
        .toArray();
  }

  private int[] equalWidth(double[] column) {
    double min = Arrays.stream(column).min().orElseThrow();
    double max = Arrays.stream(column).max().orElseThrow();
    double width = max / bins - min / bins;
    return Arrays.stream(column)
        .mapToInt(v -> width > 0 ? (int) Math.min(bins - 1, Math.floor((v - min) / width)) : 0)
        .toArray();
  }

  private int[] equallyFull(double[] column) {
    double[] sorted = column.clone();
    Arrays.sort(sorted);
    double[] cuts = new double[bins];
    for (int b = 0; b < bins; b++) {
      int last = (int) ((b + 1L) * sorted.length / bins) - 1;
      cuts[b] = last < 0 ? Double.NEGATIVE_INFINITY : sorted[last];
    }
    int[] symbols = new int[column.length];
    for (int i = 0; i < symbols.length; i++) {
      int b = 0;
      while (column[i] > cuts[b]) {
        b++;
      }
      symbols[i] = b;
    }
    return symbols;
  }
}
