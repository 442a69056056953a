package io.orchestrator.analysis.information.gaussian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pointwise linear-normal information: the logarithm of p(x,y|z) / (p(x|z) p(y|z)) at each row,
 * with the densities of the fitted normal law. The mean is I(X;Y|Z) (Lizier, Front. Robot. AI 1,
 * 2014, section 4.2).
 */
public final class LocalGaussian {
  private LocalGaussian() {}

  /** Nats per row; columns that tell nothing new within their group are left out. */
  public static double[] of(double[][] x, double[][] y, double[][] z) {
    double[][] zs = independent(Covariance.usable(z), new double[0][]);
    double[][] xs = independent(Covariance.usable(x), zs);
    double[][] ys = independent(Covariance.usable(y), zs);
    int rows = y[0].length;
    if (xs.length == 0 || ys.length == 0) {
      return new double[rows];
    }
    double[] all = logDensity(join(xs, ys, zs), rows);
    double[] xz = logDensity(join(xs, zs), rows);
    double[] yz = logDensity(join(ys, zs), rows);
    double[] alone = logDensity(zs, rows);
    double[] local = new double[rows];
    for (int i = 0; i < rows; i++) {
      local[i] = all[i] + alone[i] - xz[i] - yz[i];
    }
    return local;
  }

  private static double[][] join(double[][]... groups) {
    return Arrays.stream(groups).flatMap(Arrays::stream).toArray(double[][]::new);
  }

  /** Of {@code columns} those that add variance to the given ones and to each other. */
  private static double[][] independent(double[][] columns, double[][] given) {
    List<double[]> kept = new ArrayList<>(List.of(given));
    List<double[]> found = new ArrayList<>();
    for (double[] column : columns) {
      kept.add(column);
      if (cholesky(Covariance.of(kept.toArray(double[][]::new))) == null) {
        kept.remove(kept.size() - 1);
      } else {
        found.add(column);
      }
    }
    return found.toArray(double[][]::new);
  }

  /** Without the constant −d/2·ln 2π, which cancels. */
  private static double[] logDensity(double[][] columns, int rows) {
    double[] density = new double[rows];
    if (columns.length == 0) {
      return density;
    }
    double[][] factor = cholesky(Covariance.of(columns));
    if (factor == null) {
      throw new IllegalArgumentException("x and y determine each other given z");
    }
    double logRoot = 0;
    for (int d = 0; d < columns.length; d++) {
      logRoot += Math.log(factor[d][d]);
    }
    double[][] centred = new double[columns.length][];
    Arrays.setAll(centred, d -> Covariance.centre(columns[d], 0, rows));
    double[] solved = new double[columns.length];
    for (int i = 0; i < rows; i++) {
      double squares = 0;
      for (int d = 0; d < columns.length; d++) {
        double value = centred[d][i];
        for (int e = 0; e < d; e++) {
          value -= factor[d][e] * solved[e];
        }
        solved[d] = value / factor[d][d];
        squares += solved[d] * solved[d];
      }
      density[i] = -logRoot - squares / 2;
    }
    return density;
  }

  /** Lower factor, or null when a variable is a copy of those before it. */
  private static double[][] cholesky(double[][] covariance) {
    int n = covariance.length;
    double[][] factor = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = covariance[i][j];
        for (int k = 0; k < j; k++) {
          sum -= factor[i][k] * factor[j][k];
        }
        if (i == j) {
          if (!(sum > GaussianInformation.REDUNDANT * covariance[i][i])) {
            return null;
          }
          factor[i][i] = Math.sqrt(sum);
        } else {
          factor[i][j] = sum / factor[j][j];
        }
      }
    }
    return factor;
  }
}
