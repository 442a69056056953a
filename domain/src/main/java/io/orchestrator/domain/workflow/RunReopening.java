package io.orchestrator.domain.workflow;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.workflow.WorkflowEvent.WorkflowReopened;
import java.time.Instant;
import java.util.Optional;

/** Whether, and where, a failed run may go on. */
final class RunReopening {
  private RunReopening() {}

  static Optional<Refusal> refusal(WorkflowRun r, WorkflowDefinition definition) {
    if (!r.end().equals(Optional.of(RunState.FAILED))) {
      return refused(
          "workflow.not_failed", r.workflowId() + " is " + r.state(), "Only a failed run can be.");
    }
    if (!definition.continues(r)) {
      return refused(
          "workflow.definition_changed",
          r.workflowId() + " was begun under version " + r.version() + " of its workflow",
          "Start a new run.");
    }
    return r.steps().stream()
        .filter(s -> s.undoFailures() > 0)
        .findFirst()
        .flatMap(
            s ->
                refused(
                    "workflow.not_undone",
                    "the effect of " + s.name() + " could not be undone and may still be there",
                    "Put it right by hand, then start a new run."));
  }

  private static Optional<Refusal> refused(String code, String detail, String advice) {
    return Optional.of(new Refusal(code, 409, detail, advice));
  }

  /** At the first step that is not done, or was undone. */
  static WorkflowReopened event(WorkflowRun r, String by, Instant now) {
    String step =
        r.steps().stream()
            .filter(s -> !s.done() || s.wasUndone() || neverReached(r, s))
            .map(StepRun::name)
            .findFirst()
            .orElse(r.steps().getFirst().name());
    return new WorkflowReopened(step, by, now);
  }

  /** Skipped by the end of the run, not because its parameters did not ask for it. */
  private static boolean neverReached(WorkflowRun r, StepRun s) {
    return s.state() == StepState.SKIPPED && s.endedAt().equals(r.endedAt());
  }
}
