package io.orchestrator.domain.risk;

/** What an open breaker still allows; exits and cancels always pass. */
public enum BreakerState {
  CLOSED,
  ENTRIES_BLOCKED,
  HALTED
}
