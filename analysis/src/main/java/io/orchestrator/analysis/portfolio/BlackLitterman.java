package io.orchestrator.analysis.portfolio;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * Expected returns from the market's weights and views; G. He, R. Litterman, "The intuition behind
 * Black-Litterman model portfolios" (1999).
 *
 * @param riskAversion δ
 * @param tau uncertainty of the equilibrium, as a share of the covariance
 */
public record BlackLitterman(double riskAversion, double tau) {
  public static final BlackLitterman DEFAULT = new BlackLitterman(2.5, 0.05);

  /**
   * A view: a portfolio and the return that is expected of it. As sure of itself as the equilibrium
   * at {@code confidence} ½ (ω = τ·p'Σp·(1−c)/c).
   *
   * @param confidence between 0 and 1, both excluded
   */
  public record View(double[] portfolio, double expectedReturn, double confidence) {}

  /** δΣw. */
  public double[] equilibrium(double[][] covariance, double[] market) {
    var pi = new double[market.length];
    for (int i = 0; i < pi.length; i++) {
      pi[i] = riskAversion * QuadraticProgram.dot(covariance[i], market);
    }
    return pi;
  }

  /** Π + τΣP'(PτΣP' + Ω)⁻¹(Q − PΠ). */
  public double[] posterior(double[][] covariance, double[] market, java.util.List<View> views) {
    double[] pi = equilibrium(covariance, market);
    if (views.isEmpty()) {
      return pi;
    }
    RealMatrix p =
        new Array2DRowRealMatrix(views.stream().map(View::portfolio).toArray(double[][]::new));
    RealMatrix spread =
        new Array2DRowRealMatrix(covariance).scalarMultiply(tau).multiply(p.transpose());
    RealMatrix between = p.multiply(spread);
    var surprise = MatrixUtils.createRealMatrix(views.size(), 1);
    for (int k = 0; k < views.size(); k++) {
      double confidence = views.get(k).confidence();
      between.multiplyEntry(k, k, 1 + (1 - confidence) / confidence);
      double implied = QuadraticProgram.dot(views.get(k).portfolio(), pi);
      surprise.setEntry(k, 0, views.get(k).expectedReturn() - implied);
    }
    RealMatrix shift = spread.multiply(new LUDecomposition(between).getSolver().solve(surprise));
    for (int i = 0; i < pi.length; i++) {
      pi[i] += shift.getEntry(i, 0);
    }
    return pi;
  }
}
