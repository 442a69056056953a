package io.orchestrator.domain.workflow;

/** Where one step stands. */
public enum StepState {
  PENDING,
  /** For a signal, before its first attempt. */
  WAITING_FOR_SIGNAL,
  RUNNING,
  WAITING_FOR_RETRY,
  UNKNOWN,
  COMPLETED,
  SKIPPED,
  FAILED
}
