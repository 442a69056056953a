package io.orchestrator.analysis.information.nearest;

import java.util.Arrays;
import java.util.Random;

/**
 * Nearest-neighbour information: mutual (Kraskov, Stögbauer and Grassberger, PRE 69, 066138, 2004)
 * and conditional (Frenzel and Pompe, PRL 99, 204101, 2007); finds non-linear dependence too. Equal
 * to {@link NaiveKraskov} to the last digits, in O(N log N) for few dimensions; only variables of
 * several dimensions under {@link Norm#EUCLIDEAN} look at every pair.
 *
 * <p>Columns are {@code [dimension][row]}, finite, of equal length; values are nats and may be
 * slightly negative, as the bias is subtracted. All methods throw {@link IllegalArgumentException}
 * for values that are not finite and for too few or too many rows.
 */
public final class KraskovEstimator {
  static final double[][] NOTHING = new double[0][];

  private final KraskovSettings settings;

  public KraskovEstimator(KraskovSettings settings) {
    this.settings = settings;
  }

  public KraskovSettings settings() {
    return settings;
  }

  /** I(X;Y). */
  public double mutual(double[][] x, double[][] y) {
    return conditional(x, y, NOTHING);
  }

  /** I(X;Y|Z); without a column of z: I(X;Y). */
  public double conditional(double[][] x, double[][] y, double[][] z) {
    return Arrays.stream(local(x, y, z)).average().orElseThrow();
  }

  /** One value for each row, whose mean is I(X;Y|Z). */
  public double[] local(double[][] x, double[][] y, double[][] z) {
    if (x.length == 0 || y.length == 0) {
      throw new IllegalArgumentException("x and y need a column each");
    }
    settings.checkRows(x[0].length);
    Columns.checkLengths(x[0].length, x, y, z);
    if (settings.norm() == Norm.EUCLIDEAN && Math.max(x.length, Math.max(y.length, z.length)) > 1) {
      return new NaiveKraskov(settings).local(x, y, z);
    }
    Random noise = new Random(settings.seed());
    return prepared(
        settings,
        Columns.prepare(x, settings, noise),
        Columns.prepare(y, settings, noise),
        Columns.prepare(z, settings, noise));
  }

  /**
   * For many x with the same y and z: searches of these are made once.
   *
   * @param questions about how many x will follow; decides how much is prepared
   */
  public GivenConditions given(double[][] y, double[][] z, int questions) {
    settings.checkRows(y[0].length);
    Columns.checkLengths(y[0].length, y, z);
    return new GivenConditions(settings, y, z, questions);
  }

  private static double[] byOneSearch(
      KraskovSettings settings, double[][] x, double[][] y, double[][] z) {
    OneSearch search = new OneSearch(x, y, z, settings);
    double[] local = new double[x[0].length];
    double[] psi = Digamma.upTo(local.length + 1);
    for (int position = 0; position < local.length; position++) {
      search.count(position);
      local[search.row(position)] =
          psi[settings.k()]
              + psi[search.nearZ + 1]
              - psi[search.nearXz + 1]
              - psi[search.nearYz + 1];
    }
    return local;
  }

  /** As {@link #local}, of columns that are scaled and noisy already. */
  static double[] prepared(KraskovSettings settings, double[][] x, double[][] y, double[][] z) {
    int rows = x[0].length;
    int endX = x.length;
    int endY = endX + y.length;
    int endZ = endY + z.length;
    if (settings.algorithm() == 1
        && z.length > 1
        && Marginals.fewNearInZ(x.length, y.length, z.length, rows, settings.k())) {
      return byOneSearch(settings, x, y, z);
    }
    KdTree joint = new KdTree(Columns.join(x, y, z));
    KdTree.Query query = joint.query(settings.k(), settings.theiler());
    Marginals marginals = Marginals.over(x, y, z, settings);
    boolean cubes = settings.algorithm() == 1;
    double[] psi = Digamma.upTo(rows + 1);
    double inverse = 1.0 / settings.k();
    double[] local = new double[rows];
    for (int position = 0; position < rows; position++) {
      int row = joint.order()[position];
      joint.moveTo(query, position);
      double radius = joint.nearest(query);
      if (cubes) {
        marginals.count(row, radius, radius, radius);
        // Without z every other row is near in z, Theiler window or not: psi(N).
        local[row] =
            psi[settings.k()]
                + psi[z.length == 0 ? rows : marginals.nearZ + 1]
                - psi[marginals.nearXz + 1]
                - psi[marginals.nearYz + 1];
      } else {
        marginals.count(
            row,
            joint.enclosing(query, 0, endX),
            joint.enclosing(query, endX, endY),
            joint.enclosing(query, endY, endZ));
        int xz = marginals.nearXz;
        int yz = marginals.nearYz;
        local[row] =
            z.length == 0
                ? psi[settings.k()] - inverse + psi[rows] - psi[xz] - psi[yz]
                : psi[settings.k()]
                    - 2 * inverse
                    + psi[marginals.nearZ]
                    - psi[xz]
                    + 1.0 / xz
                    - psi[yz]
                    + 1.0 / yz;
      }
    }
    return local;
  }
}
