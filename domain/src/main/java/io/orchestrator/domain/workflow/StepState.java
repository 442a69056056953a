package io.orchestrator.domain.workflow;

/** Where one step stands. */
public enum StepState {
  PENDING,
  RUNNING,
  WAITING_FOR_RETRY,
  UNKNOWN,
  COMPLETED,
  SKIPPED,
  FAILED
}
