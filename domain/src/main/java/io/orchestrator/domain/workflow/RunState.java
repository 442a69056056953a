package io.orchestrator.domain.workflow;

/**
 * Where a run of a workflow stands. Terminal: {@link #COMPLETED}, {@link #FAILED}, {@link
 * #CANCELLED}.
 */
public enum RunState {
  RUNNING,
  /** A step waits for a signal, like a person's approval. */
  WAITING,
  PAUSED,
  CANCELLING,
  /** A step's effect may or may not have happened; its reconciler is asking. */
  UNKNOWN,
  COMPLETED,
  FAILED,
  CANCELLED;

  public boolean terminal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }
}
