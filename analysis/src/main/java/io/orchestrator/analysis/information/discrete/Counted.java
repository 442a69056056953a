package io.orchestrator.analysis.information.discrete;

import java.util.Arrays;

/** Counts of x, y and z. What does not depend on x is made once. */
final class Counted {
  private final Given given;
  private final Symbols x;

  /** Counts of y and z. */
  static final class Given {
    private final Symbols y;
    private final Symbols z;
    private final Symbols yz;
    private final double logs;

    Given(int[][] y, int[][] z) {
      if (y.length == 0 || y[0].length == 0) {
        throw new IllegalArgumentException("x and y need a column and a row each");
      }
      this.y = Symbols.of(y, y[0].length);
      this.z = Symbols.of(z, y[0].length);
      this.yz = this.y.with(this.z);
      this.logs = this.z.sumOfLogs() - yz.sumOfLogs();
    }

    /** Sum over z of (symbols of y there − 1). */
    private long freedom() {
      return (long) yz.alphabet() - z.alphabet();
    }
  }

  Counted(Given given, int[][] x) {
    if (x.length == 0) {
      throw new IllegalArgumentException("x and y need a column and a row each");
    }
    this.given = given;
    this.x = Symbols.of(x, given.y.rows());
  }

  Counted(int[][] x, int[][] y, int[][] z) {
    this(new Given(y, z), x);
  }

  DiscreteValue value() {
    return new DiscreteValue(bits(x), (x.alphabet() - 1L) * given.freedom(), x.rows());
  }

  double surrogate(int[] order) {
    return bits(x.reordered(order));
  }

  /** Enough rows for the chi-squared law, in the mean over the cells. */
  boolean dense() {
    return (double) x.alphabet() * given.yz.alphabet() * DiscreteEstimator.ROWS_PER_CELL
        <= x.rows();
  }

  private double bits(Symbols of) {
    double xyz = of.with(given.yz).sumOfLogs();
    double xz = of.with(given.z).sumOfLogs();
    double bits = (xyz - xz + given.logs) / of.rows();
    // Equal tables differ in the last digits by the order of summation, and must compare as equal.
    return Math.max(0, Math.rint(bits * 0x1p44) * 0x1p-44);
  }

  double[] local() {
    Symbols xz = x.with(given.z);
    Symbols xyz = x.with(given.yz);
    int[] ofXyz = xyz.counts();
    int[] ofXz = xz.counts();
    int[] ofYz = given.yz.counts();
    int[] ofZ = given.z.counts();
    double[] local = new double[x.rows()];
    Arrays.setAll(
        local,
        i ->
            DiscreteEstimator.log2(
                (double) ofXyz[xyz.of()[i]]
                    * ofZ[given.z.of()[i]]
                    / ((double) ofXz[xz.of()[i]] * ofYz[given.yz.of()[i]])));
    return local;
  }
}
