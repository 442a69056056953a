package io.orchestrator.analysis.risk;

import java.util.Arrays;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RectangularCholeskyDecomposition;

/**
 * The joint law of one period's returns: normal, or Student's t with the same covariance and fatter
 * tails that come to all assets at once.
 *
 * @param means expected return of each asset, fraction per period
 * @param covariance of the returns, symmetric and positive semi-definite
 * @param degreesOfFreedom above 2; {@link #NORMAL} for the normal law
 */
public record ReturnModel(double[] means, double[][] covariance, double degreesOfFreedom) {
  public static final double NORMAL = Double.POSITIVE_INFINITY;

  /** Variance below this share of the largest is none. */
  private static final double NEGLIGIBLE = 1e-13;

  private static final int MOST_ASSETS = 5_000;

  /**
   * @throws IllegalArgumentException shapes differ, a number is not finite, the covariance is not
   *     symmetric, degrees of freedom of 2 or less
   */
  public ReturnModel {
    if (means.length == 0 || means.length > MOST_ASSETS || covariance.length != means.length) {
      throw new IllegalArgumentException(
          "%d means and %d rows of covariance: as many, 1 to %d, are needed"
              .formatted(means.length, covariance.length, MOST_ASSETS));
    }
    if (!(degreesOfFreedom > 2)) {
      throw new IllegalArgumentException(
          "degrees of freedom must be above 2, or there is no variance, not " + degreesOfFreedom);
    }
    for (int i = 0; i < means.length; i++) {
      if (covariance[i].length != means.length || !Double.isFinite(means[i])) {
        throw new IllegalArgumentException(
            "asset " + i + " has no finite mean, or a row of covariance of the wrong length");
      }
      for (int j = 0; j <= i; j++) {
        double size = Math.sqrt(Math.abs(covariance[i][i] * covariance[j][j]));
        // Of a finite entry the gap is finite; one that is not makes the comparison false.
        if (!(Math.abs(covariance[i][j] - covariance[j][i]) <= 1e-9 * size)
            || !Double.isFinite(covariance[i][j])) {
          throw new IllegalArgumentException(
              "covariance of assets %d and %d is %s and %s: finite and equal is needed"
                  .formatted(i, j, covariance[i][j], covariance[j][i]));
        }
      }
    }
  }

  /**
   * Means and covariance (divisor T−1) of past returns; normal.
   *
   * @param returns {@code [period][asset]}, at least two periods
   * @throws IllegalArgumentException fewer periods, rows of different length, values not finite
   */
  public static ReturnModel of(double[][] returns) {
    if (returns.length < 2) {
      throw new IllegalArgumentException("a covariance needs two periods, not " + returns.length);
    }
    int assets = returns[0].length;
    double[] means = new double[assets];
    for (double[] row : returns) {
      if (row.length != assets) {
        throw new IllegalArgumentException(
            "rows of " + assets + " and of " + row.length + " returns");
      }
      for (int a = 0; a < assets; a++) {
        means[a] += row[a] / returns.length;
      }
    }
    double[][] covariance = new double[assets][assets];
    double[] gaps = new double[assets];
    for (double[] row : returns) {
      Arrays.setAll(gaps, a -> row[a] - means[a]);
      for (int i = 0; i < assets; i++) {
        for (int j = 0; j < assets; j++) {
          covariance[i][j] += gaps[i] * gaps[j] / (returns.length - 1);
        }
      }
    }
    return new ReturnModel(means, covariance, NORMAL);
  }

  /** The same with other tails. */
  public ReturnModel withDegreesOfFreedom(double degrees) {
    return new ReturnModel(means, covariance, degrees);
  }

  /** The same with no expected gain, as is usual for a day. */
  public ReturnModel withoutMeans() {
    return new ReturnModel(new double[means.length], covariance, degreesOfFreedom);
  }

  int assets() {
    return means.length;
  }

  /**
   * B with B·Bᵀ = covariance, {@code [asset][factor]}; as many factors as the covariance has rank,
   * so assets that move as one cost nothing and do no harm.
   *
   * @throws IllegalArgumentException the covariance is not positive semi-definite
   */
  double[][] factors() {
    double largest = 0;
    for (int i = 0; i < means.length; i++) {
      largest = Math.max(largest, Math.abs(covariance[i][i]));
    }
    if (largest == 0) {
      return new double[means.length][0];
    }
    try {
      return new RectangularCholeskyDecomposition(
              new Array2DRowRealMatrix(covariance), largest * NEGLIGIBLE * means.length)
          .getRootMatrix()
          .getData();
    } catch (MathRuntimeException e) {
      throw new IllegalArgumentException("the covariance is not positive semi-definite", e);
    }
  }
}
