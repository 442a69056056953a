package io.orchestrator.domain.risk;

import java.time.Instant;
import java.util.Optional;

/**
 * The specification's measures, one-day horizon, losses as positive USD.
 *
 * @param var95 Value at Risk at 95 %
 * @param expectedShortfall mean loss beyond VaR 95
 * @param volatility annualised standard deviation of portfolio returns, a fraction
 * @param unavailable why the numbers cannot be trusted; entries stop while it is present
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
    Optional<String> unavailable) {}
