package io.orchestrator.analysis.risk;

import io.orchestrator.domain.risk.measure.MethodFigures;
import io.orchestrator.domain.risk.measure.PortfolioRisk;

/** What a measurement gives: numbers, or the reason why there are none. */
public sealed interface RiskEstimate {

  /**
   * @param lead the figures that are the portfolio's
   * @param observations past days used
   */
  record Measured(PortfolioRisk risk, MethodFigures lead, int observations)
      implements RiskEstimate {}

  /**
   * @param code stable: {@code risk.too_few_observations}, {@code risk.not_finite}, {@code
   *     risk.implausible_return}, {@code risk.stale_history}, {@code risk.no_method}
   * @param reason for a person, with the place of the offending number
   */
  record Unavailable(String code, String reason) implements RiskEstimate {}
}
