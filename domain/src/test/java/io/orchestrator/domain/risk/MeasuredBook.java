package io.orchestrator.domain.risk;

import io.orchestrator.domain.risk.measure.Contribution;
import io.orchestrator.domain.risk.measure.PortfolioRisk;
import io.orchestrator.domain.risk.measure.ReturnCovariance;
import io.orchestrator.domain.risk.measure.RiskMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the Risk Monitor measured of a small book. */
final class MeasuredBook {
  private MeasuredBook() {}

  /** Names that move independently, 1 % a day each. */
  static PortfolioRisk of(Map<String, Double> exposures, Map<String, Double> marginal) {
    List<String> symbols = exposures.keySet().stream().sorted().toList();
    int n = symbols.size();
    double[][] covariance = new double[n][n];
    for (int i = 0; i < n; i++) {
      covariance[i][i] = 1e-4;
    }
    return of(symbols, exposures, marginal, covariance);
  }

  static PortfolioRisk of(
      List<String> symbols,
      Map<String, Double> exposures,
      Map<String, Double> marginal,
      double[][] covariance) {
    return new PortfolioRisk(
        RiskMethod.PARAMETRIC,
        RiskMethod.PARAMETRIC,
        Optional.empty(),
        List.of(),
        symbols.stream()
            .map(
                s ->
                    new Contribution(
                        s, "", exposures.get(s), 0, marginal.getOrDefault(s, 0.0), 0, -1))
            .toList(),
        List.of(),
        new PortfolioRisk.Figures(0, "", 0, 0, 1, 0, false, false, 0, 0, 0, Map.of(), 0, 0, 0, -1),
        List.of(),
        covariance(symbols, covariance));
  }

  static ReturnCovariance covariance(List<String> symbols, double[][] full) {
    int n = symbols.size();
    float[] lower = new float[n * (n + 1) / 2];
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        lower[at++] = (float) full[i][j];
      }
    }
    return new ReturnCovariance(symbols, lower);
  }
}
