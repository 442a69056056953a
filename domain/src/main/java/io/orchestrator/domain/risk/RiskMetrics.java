package io.orchestrator.domain.risk;

import io.orchestrator.domain.risk.measure.PortfolioRisk;
import java.time.Instant;
import java.util.Optional;

/**
 * The specification's measures, one-day horizon, losses as positive USD.
 *
 * @param var95 Value at Risk at 95 %
 * @param expectedShortfall mean loss beyond VaR 95
 * @param volatility annualised standard deviation of portfolio returns, a fraction
 * @param highVolatility a spike, or a day more turbulent than nearly all before
 * @param grossExposure multiple of the portfolio's value
 * @param unavailable why the numbers cannot be trusted; entries stop while it is present
 * @param measures all methods, contributions, stress; empty when nothing is held or measured
 */
public record RiskMetrics(
    double portfolioValue,
    double var95,
    double var99,
    double expectedShortfall,
    boolean highVolatility,
    double volatility,
    double grossExposure,
    double largestConcentration,
    String largestName,
    double dailyPnl,
    int observations,
    Instant asOf,
    Optional<String> unavailable,
    Optional<PortfolioRisk> measures) {

  /** Without what stands behind the numbers. */
  public RiskMetrics(
      double portfolioValue,
      double var95,
      double var99,
      double expectedShortfall,
      boolean highVolatility,
      double volatility,
      double grossExposure,
      double largestConcentration,
      String largestName,
      double dailyPnl,
      int observations,
      Instant asOf,
      Optional<String> unavailable) {
    this(
        portfolioValue,
        var95,
        var99,
        expectedShortfall,
        highVolatility,
        volatility,
        grossExposure,
        largestConcentration,
        largestName,
        dailyPnl,
        observations,
        asOf,
        unavailable,
        Optional.empty());
  }
}
