package io.orchestrator.domain.workflow;

/** Who may send a signal; each includes the ones before. */
public enum SignalRole {
  OPERATOR,
  TRADER,
  RISK
}
