package io.orchestrator.domain.risk;

/** The four violations of the specification. */
public enum ViolationType {
  VAR_LIMIT,
  CONCENTRATION,
  DAILY_LOSS,
  VOLATILITY_SPIKE
}
