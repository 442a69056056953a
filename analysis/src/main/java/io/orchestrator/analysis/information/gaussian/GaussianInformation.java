package io.orchestrator.analysis.information.gaussian;

import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.special.Beta;

/**
 * Information of jointly normal variables from their covariance. For such variables transfer
 * entropy is half of Granger causality (Barnett, Barrett and Seth, PRL 103, 238701, 2009).
 */
public final class GaussianInformation {
  /** A variable whose variance shrinks to this share given others is a copy of them. */
  static final double REDUNDANT = 1e-12;

  private GaussianInformation() {}

  /**
   * @param nats infinite if y is a function of x and z but not of z alone
   * @param sourceDimensions of x that are not redundant given z; 0: nothing can flow
   * @param targetDimensions of y that are not determined by z
   * @param conditionDimensions of z that are not redundant
   */
  public record Value(
      double nats, int sourceDimensions, int targetDimensions, int conditionDimensions) {

    /** The same with x of other rank, whose rows were shuffled. */
    public Value withSourceDimensions(int rank) {
      return new Value(nats, rank, targetDimensions, conditionDimensions);
    }

    /**
     * Chance of such a value or more without dependence. One target dimension: the exact F test of
     * nested regressions; more: the chi-squared limit of 2·N·I.
     *
     * @param observations N that the covariance came from
     */
    public double pValue(int observations) {
      return tail(nats, observations);
    }

    /**
     * Chance of {@code atLeast} or more without dependence, for the dimensions of this value.
     *
     * @param atLeast nats
     */
    public double tail(double atLeast, int observations) {
      int dof = sourceDimensions * targetDimensions;
      if (dof == 0 || !(atLeast > 0)) {
        return 1;
      }
      if (Double.isInfinite(atLeast)) {
        return 0;
      }
      int residual = observations - conditionDimensions - sourceDimensions - 1;
      if (residual < 1) {
        return 1;
      }
      if (targetDimensions == 1) {
        // RSS(full)/RSS(reduced) = exp(-2I) has a Beta(residual/2, sources/2) law under the null.
        double ratio = Math.exp(-2 * atLeast);
        return Beta.regularizedBeta(ratio, residual / 2.0, sourceDimensions / 2.0);
      }
      return 1
          - new ChiSquaredDistribution(dof).cumulativeProbability(2.0 * observations * atLeast);
    }
  }

  /**
   * Covariance of columns {@code [variable][observation]}, up to a factor for variables with huge
   * or tiny values; like the divisor N it cancels later.
   *
   * @throws IllegalArgumentException lengths differ, or a value is not finite
   */
  public static double[][] covariance(double[][] columns) {
    return Covariance.of(Covariance.usable(columns));
  }

  /** Mutual information of two groups of columns {@code [variable][observation]}. */
  public static Value mutualInformation(double[][] x, double[][] y) {
    return conditional(x, y, new double[0][]);
  }

  /**
   * I(X;Y|Z) of three groups of columns.
   *
   * @throws IllegalArgumentException no column of x or y, unequal lengths, a value that is not
   *     finite, or not more rows than columns and one
   */
  public static Value conditional(double[][] x, double[][] y, double[][] z) {
    if (x.length == 0 || y.length == 0) {
      throw new IllegalArgumentException("x and y need a column each");
    }
    double[][] all = new double[x.length + y.length + z.length][];
    System.arraycopy(z, 0, all, 0, z.length);
    System.arraycopy(x, 0, all, z.length, x.length);
    System.arraycopy(y, 0, all, z.length + x.length, y.length);
    double[][] usable = Covariance.usable(all);
    if (all[0].length <= all.length + 1) {
      throw new IllegalArgumentException(
          "%d rows are too few for %d variables".formatted(all[0].length, all.length));
    }
    int[] xs = range(z.length, x.length);
    int[] ys = range(z.length + x.length, y.length);
    return conditional(Covariance.of(usable), xs, ys, range(0, z.length));
  }

  /**
   * I(X;Y|Z) from a covariance: the logarithm of how much the determinant of y's residual
   * covariance shrinks when x joins z. Redundant variables of z and x are skipped.
   *
   * @param covariance of any number of variables
   * @param x indices into it
   */
  public static Value conditional(double[][] covariance, int[] x, int[] y, int[] z) {
    int n = x.length + y.length + z.length;
    int[] order = new int[n];
    System.arraycopy(z, 0, order, 0, z.length);
    System.arraycopy(x, 0, order, z.length, x.length);
    System.arraycopy(y, 0, order, z.length + x.length, y.length);
    double[][] a = new double[n][n];
    double[] original = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i][j] = covariance[order[i]][order[j]];
      }
      original[i] = a[i][i];
    }
    int conditions = eliminate(a, original, 0, z.length);
    int firstY = z.length + x.length;
    LogDeterminant before = logDeterminant(a, original, firstY);
    int sources = eliminate(a, original, z.length, firstY);
    LogDeterminant after = logDeterminant(a, original, firstY);
    if (before.rank() == 0 || sources == 0) {
      return new Value(0, sources, before.rank(), conditions);
    }
    double nats =
        after.rank() < before.rank()
            ? Double.POSITIVE_INFINITY
            : Math.max(0, 0.5 * (before.log() - after.log()));
    return new Value(nats, sources, before.rank(), conditions);
  }

  /** How many of the variables are not copies of others among them. */
  public static int rank(double[][] covariance, int[] variables) {
    double[][] a = new double[variables.length][variables.length];
    double[] original = new double[variables.length];
    for (int i = 0; i < variables.length; i++) {
      for (int j = 0; j < variables.length; j++) {
        a[i][j] = covariance[variables[i]][variables[j]];
      }
      original[i] = a[i][i];
    }
    return logDeterminant(a, original, 0).rank();
  }

  /** Gauss elimination of variables {@code [from, to)} out of all later ones. */
  private static int eliminate(double[][] a, double[] original, int from, int to) {
    int used = 0;
    for (int p = from; p < to; p++) {
      if (!(a[p][p] > REDUNDANT * original[p])) {
        continue;
      }
      used++;
      for (int i = p + 1; i < a.length; i++) {
        double factor = a[i][p] / a[p][p];
        if (factor != 0) {
          for (int j = p + 1; j < a.length; j++) {
            a[i][j] -= factor * a[p][j];
          }
        }
      }
    }
    return used;
  }

  private record LogDeterminant(double log, int rank) {}

  /** Of the block from {@code first} on, redundant variables left out; {@code a} is not changed. */
  private static LogDeterminant logDeterminant(double[][] a, double[] original, int first) {
    int size = a.length - first;
    double[][] block = new double[size][size];
    for (int i = 0; i < size; i++) {
      System.arraycopy(a[first + i], first, block[i], 0, size);
    }
    double log = 0;
    int rank = 0;
    for (int p = 0; p < size; p++) {
      if (!(block[p][p] > REDUNDANT * original[first + p])) {
        continue;
      }
      rank++;
      log += Math.log(block[p][p]);
      for (int i = p + 1; i < size; i++) {
        double factor = block[i][p] / block[p][p];
        for (int j = p + 1; j < size; j++) {
          block[i][j] -= factor * block[p][j];
        }
      }
    }
    return new LogDeterminant(log, rank);
  }

  static int[] range(int from, int count) {
    int[] range = new int[count];
    for (int i = 0; i < count; i++) {
      range[i] = from + i;
    }
    return range;
  }
}
