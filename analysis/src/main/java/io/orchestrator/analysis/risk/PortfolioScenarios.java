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

  /**
   * Profit and loss when one asset had been sold whole, for each asset; made in one walk through
   * the periods, because a walk for each asset misses the cache at every step.
   *
   * @return {@code [asset][period]}
   */
  double[][] pnlWithoutEach() {
    double[][] rest = new double[exposures.length][pnl.length];
    for (int t = 0; t < pnl.length; t++) {
      for (int a = 0; a < exposures.length; a++) {
        rest[a][t] = exposures[a] == 0 ? pnl[t] : pnl[t] - exposures[a] * returns[t][a];
      }
    }
    return rest;
  }

  double gross() {
    return Arrays.stream(exposures).map(Math::abs).sum();
  }
}
