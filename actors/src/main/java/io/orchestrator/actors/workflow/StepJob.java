package io.orchestrator.actors.workflow;

import io.orchestrator.domain.workflow.ErrorClass;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.util.Map;

/**
 * A piece of work for the workers of this node. What another node gets instead is {@link
 * ExchangeMessage.Lend}.
 *
 * @param run as it was when the work became due
 * @param underCancellation the code is to clean up and come back
 */
record StepJob(
    Kind kind, WorkflowProgram.Step step, int attempt, WorkflowRun run, boolean underCancellation) {

  enum Kind {
    RUN,
    RECONCILE,
    UNDO
  }

  String name() {
    return step.definition().name();
  }

  String workflowId() {
    return run.workflowId();
  }

  /** What came of it. */
  sealed interface Report {
    StepJob job();
  }

  record Progressed(StepJob job, double fraction, String message) implements Report {}

  record Succeeded(StepJob job, Map<String, Object> output) implements Report {}

  record Judged(StepJob job, WorkflowProgram.Evidence evidence) implements Report {}

  record Undone(StepJob job) implements Report {}

  record Failed(
      StepJob job, String error, boolean retryable, boolean nothingHappened, ErrorClass errorClass)
      implements Report {}

  record TimedOut(StepJob job, String error) implements Report {}

  /** The node that worked on it is gone; nothing is known of it any more. */
  record Lost(StepJob job) implements Report {}

  /** No place in the queue: try again later; nothing was begun. */
  record Rejected(StepJob job) implements Report {}
}
