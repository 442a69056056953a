package io.orchestrator.analysis.information.discrete;

import io.orchestrator.analysis.series.Embedding;

/**
 * Plug-in information of symbols in bits: shares of counts taken as probabilities. Columns are
 * {@code [column][row]} with symbols from 0; several columns of a variable are taken jointly.
 */
public final class DiscreteEstimator {
  /** Fewer rows for each cell of the table: the chi-squared law is not trusted. */
  static final int ROWS_PER_CELL = 10;

  private DiscreteEstimator() {}

  /** I(X;Y). */
  public static DiscreteValue mutual(int[][] x, int[][] y) {
    return conditional(x, y, new int[0][]);
  }

  /**
   * I(X;Y|Z); without a column of z: I(X;Y).
   *
   * @throws IllegalArgumentException no column or row, or unequal lengths
   */
  public static DiscreteValue conditional(int[][] x, int[][] y, int[][] z) {
    return new Counted(x, y, z).value();
  }

  /** One value for each row, whose mean is I(X;Y|Z). */
  public static double[] local(int[][] x, int[][] y, int[][] z) {
    return new Counted(x, y, z).local();
  }

  /**
   * Transfer entropy I(source past; target next | target past).
   *
   * @param delay steps from the newest source value to the target's next value, at least 1
   */
  public static DiscreteValue transfer(
      double[] source,
      double[] target,
      int targetHistory,
      int sourceHistory,
      int delay,
      Binning binning) {
    Embedding e =
        Embedding.of(
            symbolsAsNumbers(source, binning),
            symbolsAsNumbers(target, binning),
            targetHistory,
            sourceHistory,
            delay);
    Binning none = Binning.none();
    return conditional(
        none.symbols(e.sourcePast()), none.symbols(e.next()), none.symbols(e.targetPast()));
  }

  /** Active information storage: of a series' last {@code history} values with its next one. */
  public static DiscreteValue storage(double[] series, int history, Binning binning) {
    return transfer(series, series, 0, history, 1, binning);
  }

  private static double[] symbolsAsNumbers(double[] series, Binning binning) {
    return java.util.Arrays.stream(binning.symbols(series)).asDoubleStream().toArray();
  }

  static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
