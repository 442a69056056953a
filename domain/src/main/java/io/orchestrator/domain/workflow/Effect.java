package io.orchestrator.domain.workflow;

/** What a step does to the world; decides what may happen after a failure or a crash. */
public enum Effect {
  /** Touches nothing: may be started again freely. */
  PURE,
  /** Has the same effect when repeated, because every effect carries a derived key. */
  IDEMPOTENT,
  /** Never repeated by itself: without a known outcome its reconciler asks the world. */
  AT_MOST_ONCE,
  /** Can be undone, and is undone before a repetition and when the run fails. */
  COMPENSATABLE,
  /** Like {@link #AT_MOST_ONCE}, and nothing can take it back. */
  IRREVERSIBLE;

  /** A crash or time-out between intent and outcome leaves the outcome unknown. */
  public boolean ambiguousWhenInterrupted() {
    return this == AT_MOST_ONCE || this == IRREVERSIBLE;
  }
}
