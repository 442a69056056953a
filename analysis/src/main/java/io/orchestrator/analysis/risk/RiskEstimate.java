package io.orchestrator.analysis.risk;

/** What a measurement gives: numbers, or the reason why there are none. */
public sealed interface RiskEstimate {

  /**
   * Losses as positive amounts in the unit of the exposures (USD), horizon one period; never
   * negative: a portfolio that gains in its worst scenarios has zero at risk.
   *
   * @param var95 loss not exceeded in 95 % of the scenarios
   * @param var99 loss not exceeded in 99 % of the scenarios
   * @param expectedShortfall mean loss of the worst 5 % of the scenarios
   * @param volatility annualised EWMA standard deviation of the portfolio's return, a fraction of
   *     gross exposure
   * @param volatilityRatio standard deviation of the short window over that of all; 1 if both are 0
   * @param observations scenarios used
   */
  record Measured(
      double var95,
      double var99,
      double expectedShortfall,
      double volatility,
      double volatilityRatio,
      int observations)
      implements RiskEstimate {}

  /**
   * @param code stable: {@code risk.too_few_observations}, {@code risk.not_finite}, {@code
   *     risk.implausible_return}, {@code risk.bad_shape}
   * @param reason for a person, with the place of the offending number
   */
  record Unavailable(String code, String reason) implements RiskEstimate {}
}
