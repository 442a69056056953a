package io.orchestrator.domain.risk.measure;

/**
 * One position's part in the 95 % Value at Risk of the leading method.
 *
 * @param exposure market value, USD, negative when short
 * @param component USD; all components sum to the Value at Risk (Euler)
 * @param marginal change of the Value at Risk per USD more of this position
 * @param incremental USD that the Value at Risk falls by when the position is sold whole
 * @param liquidityDays trading days to sell it at the configured share of the average volume;
 *     negative when the volume is not known
 */
public record Contribution(
    String symbol,
    String sector,
    double exposure,
    double component,
    double marginal,
    double incremental,
    double liquidityDays) {}
