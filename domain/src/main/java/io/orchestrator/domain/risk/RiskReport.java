package io.orchestrator.domain.risk;

import io.orchestrator.domain.system.TradingState;
import java.util.List;

/**
 * Everything the Risk Monitor knows, at one instant.
 *
 * @param limits of the account
 * @param guard all limits, and warnings
 */
public record RiskReport(
    RiskMetrics metrics,
    RiskLimits limits,
    List<Violation> violations,
    List<Breaker> breakers,
    TradingState tradingState,
    long haltEpoch,
    Guard guard) {

  /** With the account's limits only. */
  public RiskReport(
      RiskMetrics metrics,
      RiskLimits limits,
      List<Violation> violations,
      List<Breaker> breakers,
      TradingState tradingState,
      long haltEpoch) {
    this(metrics, limits, violations, breakers, tradingState, haltEpoch, Guard.of(limits));
  }
}
