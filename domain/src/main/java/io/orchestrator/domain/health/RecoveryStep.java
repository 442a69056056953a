package io.orchestrator.domain.health;

/** The recovery ladder of the specification, tried in this order. */
public enum RecoveryStep {
  COMPONENT_RESTART,
  CONNECTION_RESET,
  FALLBACK,
  EMERGENCY_SHUTDOWN
}
