package io.orchestrator.analysis.risk;

import java.util.Arrays;

/**
 * Today's positions in each past period.
 *
 * @param returns {@code [period][asset]} simple returns as fractions, oldest first
 * @param exposures signed market value per asset, USD
 * @param pnl of the positions in each period, USD
 */
public record PortfolioScenarios(double[][] returns, double[] exposures, double[] pnl) {

  public static PortfolioScenarios of(double[][] returns, double[] exposures) {
    return new PortfolioScenarios(
        returns, exposures, RiskMeasures.portfolioPnl(returns, exposures));
  }

  /** Profit and loss when this asset had been sold whole. */
  double[] pnlWithout(int asset) {
    double exposure = exposures[asset];
    double[] rest = new double[pnl.length];
    Arrays.setAll(rest, t -> exposure == 0 ? pnl[t] : pnl[t] - exposure * returns[t][asset]);
    return rest;
  }

  double gross() {
    return Arrays.stream(exposures).map(Math::abs).sum();
  }
}
