package io.orchestrator.domain.risk;

/** The three circuit breakers of the specification. */
public enum BreakerName {
  DAILY_LOSS,
  POSITION_CONCENTRATION,
  ORDER_FREQUENCY
}
