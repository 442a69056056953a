package io.orchestrator.analysis.portfolio;

import java.util.Arrays;
import java.util.Optional;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealVector;

/**
 * Minimises ½x'Px + q'x within bounds of x and of linear rows. Operator splitting after B. Stellato
 * et al., "OSQP: an operator splitting solver for quadratic programs" (2020), and its polishing:
 * once the active bounds are seen, the exact solution on them is computed and checked.
 *
 * @param p symmetric, positive semi-definite
 * @param lower of x, at most {@code upper}
 * @param rows each with one coefficient per variable
 */
record QuadraticProgram(
    double[][] p,
    double[] q,
    double[] lower,
    double[] upper,
    double[][] rows,
    double[] rowLower,
    double[] rowUpper) {
  private static final int MOST_ITERATIONS = 20_000;
  private static final int LOOK_EVERY = 50;
  private static final double SIGMA = 1e-6;
  private static final double RELAXATION = 1.6;
  private static final double EQUALITY = 1_000;
  private static final double EXACT = 1e-9;
  private static final double GOOD_ENOUGH = 1e-7;

  /**
   * @return empty when no point within all bounds was found
   */
  Optional<double[]> solve() {
    double scale = 0;
    for (int i = 0; i < q.length; i++) {
      scale += p[i][i] / q.length;
    }
    return scale > 0 ? new Splitting(1 / scale).run() : Optional.empty();
  }

  /** The iteration, with the objective multiplied so that its curvature is about 1. */
  private final class Splitting {
    private final int n = q.length;
    private final int m = n + rows.length;
    private final double factor;
    private final double[] x = new double[n];
    private final double[] z = new double[m];
    private final double[] y = new double[m];
    private final double[] rho = new double[m];
    private double step = 1;
    private DecompositionSolver system;

    Splitting(double factor) {
      this.factor = factor;
    }

    Optional<double[]> run() {
      for (int i = 0; i < n; i++) {
        x[i] = Math.clamp(1.0 / n, lower[i], upper[i]);
      }
      factorise();
      double residual = Double.POSITIVE_INFINITY;
      for (int k = 1; k <= MOST_ITERATIONS; k++) {
        iterate();
        if (k % LOOK_EVERY == 0) {
          double primal = primal();
          double dual = dual();
          residual = Math.max(primal, dual);
          Optional<double[]> exact = residual < 1e-3 ? polished() : Optional.empty();
          if (exact.isPresent()) {
            return exact;
          }
          if (residual < EXACT) {
            return Optional.of(clamped());
          }
          adapt(primal, dual);
        }
      }
      return residual < GOOD_ENOUGH ? Optional.of(clamped()) : Optional.empty();
    }

    private double[] clamped() {
      var within = new double[n];
      for (int i = 0; i < n; i++) {
        within[i] = Math.clamp(x[i], lower[i], upper[i]);
      }
      return within;
    }

    private void factorise() {
      for (int i = 0; i < m; i++) {
        rho[i] = lowest(i) == highest(i) ? EQUALITY * step : step;
      }
      var a = new double[n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          double v = factor * p[i][j] + (i == j ? SIGMA + rho[i] : 0);
          for (int r = 0; r < rows.length; r++) {
            v += rho[n + r] * rows[r][i] * rows[r][j];
          }
          a[i][j] = v;
        }
      }
      system =
          new CholeskyDecomposition(new Array2DRowRealMatrix(a, false), 1e-6, 1e-14).getSolver();
    }

    private void iterate() {
      var right = new double[n];
      for (int i = 0; i < n; i++) {
        right[i] = SIGMA * x[i] - factor * q[i] + rho[i] * z[i] - y[i];
        for (int r = 0; r < rows.length; r++) {
          right[i] += rows[r][i] * (rho[n + r] * z[n + r] - y[n + r]);
        }
      }
      double[] next = system.solve(new ArrayRealVector(right, false)).toArray();
      for (int i = 0; i < m; i++) {
        double moved = RELAXATION * row(i, next) + (1 - RELAXATION) * z[i];
        double projected = Math.clamp(moved + y[i] / rho[i], lowest(i), highest(i));
        y[i] += rho[i] * (moved - projected);
        z[i] = projected;
      }
      for (int i = 0; i < n; i++) {
        x[i] = RELAXATION * next[i] + (1 - RELAXATION) * x[i];
      }
    }

    private double row(int i, double[] at) {
      return i < n ? at[i] : dot(rows[i - n], at);
    }

    private double lowest(int i) {
      return i < n ? lower[i] : rowLower[i - n];
    }

    private double highest(int i) {
      return i < n ? upper[i] : rowUpper[i - n];
    }

    private double primal() {
      double worst = 0;
      for (int i = 0; i < m; i++) {
        worst = Math.max(worst, Math.abs(row(i, x) - z[i]));
      }
      return worst;
    }

    private double dual() {
      double worst = 0;
      for (double g : gradient(x)) {
        worst = Math.max(worst, Math.abs(g));
      }
      return worst;
    }

    private double[] gradient(double[] at) {
      var g = new double[n];
      for (int i = 0; i < n; i++) {
        g[i] = factor * (dot(p[i], at) + q[i]) + y[i];
        for (int r = 0; r < rows.length; r++) {
          g[i] += rows[r][i] * y[n + r];
        }
      }
      return g;
    }

    private void adapt(double primal, double dual) {
      double ratio = Math.sqrt(Math.max(primal, 1e-12) / Math.max(dual, 1e-12));
      if (ratio > 5 || ratio < 0.2) {
        step = Math.clamp(step * ratio, 1e-6, 1e6);
        factorise();
      }
    }

    /** The solution with what looks active made equalities, if it fulfils every condition. */
    private Optional<double[]> polished() {
      int[] free =
          java.util.stream.IntStream.range(0, n)
              .filter(i -> lower[i] != upper[i] && z[i] > lower[i] && z[i] < upper[i])
              .toArray();
      int[] tight =
          java.util.stream.IntStream.range(0, rows.length)
              .filter(r -> z[n + r] <= rowLower[r] || z[n + r] >= rowUpper[r])
              .toArray();
      double[] fixed = z.clone();
      for (int i : free) {
        fixed[i] = 0;
      }
      double[] at = Arrays.copyOf(fixed, n);
      int size = free.length + tight.length;
      if (size == 0) {
        return Optional.empty();
      }
      var kkt = MatrixUtils.createRealMatrix(size, size);
      var right = new double[size];
      for (int i = 0; i < free.length; i++) {
        for (int j = 0; j < free.length; j++) {
          kkt.setEntry(i, j, factor * p[free[i]][free[j]]);
        }
        right[i] = -factor * (q[free[i]] + dot(p[free[i]], at));
        for (int r = 0; r < tight.length; r++) {
          kkt.setEntry(i, free.length + r, rows[tight[r]][free[i]]);
          kkt.setEntry(free.length + r, i, rows[tight[r]][free[i]]);
        }
      }
      for (int r = 0; r < tight.length; r++) {
        right[free.length + r] = z[n + tight[r]] - dot(rows[tight[r]], at);
      }
      try {
        RealVector s =
            new LUDecomposition(kkt, 1e-13).getSolver().solve(new ArrayRealVector(right));
        for (int i = 0; i < free.length; i++) {
          at[free[i]] = s.getEntry(i);
        }
        var multipliers = new double[rows.length];
        for (int r = 0; r < tight.length; r++) {
          multipliers[tight[r]] = s.getEntry(free.length + r);
        }
        return optimal(at, multipliers) ? Optional.of(at) : Optional.empty();
      } catch (MathIllegalArgumentException singular) {
        return Optional.empty();
      }
    }

    private boolean optimal(double[] at, double[] multipliers) {
      for (int r = 0; r < rows.length; r++) {
        double value = dot(rows[r], at);
        if (value < rowLower[r] - EXACT || value > rowUpper[r] + EXACT) {
          return false;
        }
        boolean equality = rowLower[r] == rowUpper[r];
        boolean wrongSide =
            multipliers[r] > EXACT && value < rowUpper[r] - EXACT
                || multipliers[r] < -EXACT && value > rowLower[r] + EXACT;
        if (!equality && wrongSide) {
          return false;
        }
      }
      for (int i = 0; i < n; i++) {
        if (at[i] < lower[i] - EXACT || at[i] > upper[i] + EXACT) {
          return false;
        }
        double g = factor * (dot(p[i], at) + q[i]);
        for (int r = 0; r < rows.length; r++) {
          g += rows[r][i] * multipliers[r];
        }
        boolean mayFall = at[i] > lower[i] + EXACT;
        boolean mayRise = at[i] < upper[i] - EXACT;
        if (g > 1e-7 && mayFall || g < -1e-7 && mayRise) {
          return false;
        }
        at[i] = Math.clamp(at[i], lower[i], upper[i]);
      }
      return true;
    }
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
