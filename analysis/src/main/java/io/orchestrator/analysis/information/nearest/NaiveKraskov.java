package io.orchestrator.analysis.information.nearest;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Kraskov's estimators straight from their formulas, every pair of rows looked at, nothing clever:
 * what the fast ones are held against, in tests and in the benchmark.
 */
public final class NaiveKraskov {
  private final KraskovSettings settings;

  public NaiveKraskov(KraskovSettings settings) {
    this.settings = settings;
  }

  /** I(X;Y|Z) of columns {@code [dimension][row]}, one value for each row; nats. */
  public double[] local(double[][] x, double[][] y, double[][] z) {
    int rows = x[0].length;
    settings.checkRows(rows);
    Random noise = new Random(settings.seed());
    double[][] xs = Columns.prepare(x, settings, noise);
    double[][] ys = Columns.prepare(y, settings, noise);
    double[][] zs = Columns.prepare(z, settings, noise);
    double[] local = new double[rows];
    for (int i = 0; i < rows; i++) {
      int row = i;
      double[] dx = new double[rows];
      double[] dy = new double[rows];
      double[] dz = new double[rows];
      for (int j = 0; j < rows; j++) {
        dx[j] = distance(xs, i, j);
        dy[j] = distance(ys, i, j);
        dz[j] = distance(zs, i, j);
      }
      int[] others =
          IntStream.range(0, rows)
              .filter(j -> j != row && (Math.abs(j - row) > settings.theiler()))
              .toArray();
      int[] nearest =
          Arrays.stream(others)
              .boxed()
              .sorted(
                  Comparator.comparingDouble(
                      (Integer j) -> Math.max(dx[j], Math.max(dy[j], dz[j]))))
              .limit(settings.k())
              .mapToInt(Integer::intValue)
              .toArray();
      local[i] =
          settings.algorithm() == 1
              ? cube(others, nearest, dx, dy, dz, zs.length > 0, rows)
              : rectangle(others, nearest, dx, dy, dz, zs.length > 0, rows);
    }
    return local;
  }

  private double cube(
      int[] others, int[] nearest, double[] dx, double[] dy, double[] dz, boolean given, int rows) {
    int last = nearest[nearest.length - 1];
    double e = Math.max(dx[last], Math.max(dy[last], dz[last]));
    int nz = 0;
    int nxz = 0;
    int nyz = 0;
    for (int j : others) {
      if (dz[j] < e) {
        nz++;
        nxz += dx[j] < e ? 1 : 0;
        nyz += dy[j] < e ? 1 : 0;
      }
    }
    double[] psi = Digamma.upTo(rows + 1);
    double all = given ? psi[nz + 1] : psi[rows];
    return psi[settings.k()] + all - psi[nxz + 1] - psi[nyz + 1];
  }

  private double rectangle(
      int[] others, int[] nearest, double[] dx, double[] dy, double[] dz, boolean given, int rows) {
    double ex = 0;
    double ey = 0;
    double ez = 0;
    for (int j : nearest) {
      ex = Math.max(ex, dx[j]);
      ey = Math.max(ey, dy[j]);
      ez = Math.max(ez, dz[j]);
    }
    int nz = 0;
    int nxz = 0;
    int nyz = 0;
    for (int j : others) {
      if (dz[j] <= ez) {
        nz++;
        nxz += dx[j] <= ex ? 1 : 0;
        nyz += dy[j] <= ey ? 1 : 0;
      }
    }
    double[] psi = Digamma.upTo(rows + 1);
    double inverse = 1.0 / settings.k();
    return given
        ? psi[settings.k()] - 2 * inverse + psi[nz] - psi[nxz] + 1.0 / nxz - psi[nyz] + 1.0 / nyz
        : psi[settings.k()] - inverse + psi[rows] - psi[nxz] - psi[nyz];
  }

  private double distance(double[][] columns, int i, int j) {
    double distance = 0;
    for (double[] column : columns) {
      double gap = Math.abs(column[i] - column[j]);
      distance = settings.norm() == Norm.MAXIMUM ? Math.max(distance, gap) : distance + gap * gap;
    }
    return settings.norm() == Norm.MAXIMUM ? distance : Math.sqrt(distance);
  }
}
