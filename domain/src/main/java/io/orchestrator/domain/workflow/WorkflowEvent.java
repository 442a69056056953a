package io.orchestrator.domain.workflow;

import io.orchestrator.domain.common.Journaled;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that happens to a run. {@code at} is wall time, UTC. Outputs and parameters are {@link
 * JsonLike}.
 */
public sealed interface WorkflowEvent extends WorkflowRecord {
  Instant at();

  @Override
  default List<WorkflowEvent> events() {
    return List.of(this);
  }

  /**
   * The run exists.
   *
   * @param seed of its random choices (jitter of retries)
   * @param steps as they were defined at that moment
   * @param deadline the run is cancelled if it has not ended by then
   * @param priority see {@link StartOptions}
   */
  @Journaled(name = "workflow-started")
  record WorkflowStarted(
      String workflowId,
      WorkflowType workflow,
      int version,
      List<PlannedStep> steps,
      Map<String, Object> parameters,
      String requestedBy,
      long seed,
      Instant at,
      Optional<Instant> deadline,
      int priority)
      implements WorkflowEvent {
    public WorkflowStarted {
      steps = List.copyOf(steps);
      parameters = JsonLike.copy(parameters);
    }
  }

  /** The run's parameters do not ask for the step. */
  @Journaled(name = "workflow-step-skipped")
  record StepSkipped(String step, String reason, Instant at) implements WorkflowEvent {}

  /** The step begins only after a signal, which must come by {@code until}. */
  @Journaled(name = "workflow-signal-awaited")
  record SignalAwaited(String step, String signal, Instant until, Instant at)
      implements WorkflowEvent {}

  @Journaled(name = "workflow-signal-received")
  record SignalReceived(
      String step, String signal, Map<String, Object> payload, String by, Instant at)
      implements WorkflowEvent {
    public SignalReceived {
      payload = JsonLike.copy(payload);
    }
  }

  /** The verdict of a gate is too old for what comes next: it is taken again. */
  @Journaled(name = "workflow-gate-expired")
  record GateExpired(String step, String before, Instant at) implements WorkflowEvent {}

  /** A failed run goes on at {@code step}. */
  @Journaled(name = "workflow-reopened")
  record WorkflowReopened(String step, String by, Instant at) implements WorkflowEvent {}

  /** A step as the run will know it for ever. */
  record PlannedStep(String name, Effect effect) {}

  /** The intent: on disk before the step's code runs. */
  @Journaled(name = "workflow-step-started")
  record StepStarted(String step, int attempt, Instant at) implements WorkflowEvent {}

  /**
   * Told now and then, for people.
   *
   * @param progress 0 to 1
   * @param node that works on it; not known of old events
   */
  @Journaled(name = "workflow-step-progressed")
  record StepProgressed(
      String step, int attempt, double progress, String message, Instant at, Optional<String> node)
      implements WorkflowEvent {}

  /**
   * @param node that worked on it; not known of old events
   */
  @Journaled(name = "workflow-step-completed")
  record StepCompleted(
      String step, int attempt, Map<String, Object> output, Instant at, Optional<String> node)
      implements WorkflowEvent {
    public StepCompleted {
      output = JsonLike.copy(output);
    }
  }

  /**
   * @param retryAt empty: it will not be tried again
   */
  @Journaled(name = "workflow-step-failed")
  record StepFailed(String step, int attempt, String error, Optional<Instant> retryAt, Instant at)
      implements WorkflowEvent {}

  /** The process or node died in the middle of a step that may be started again. */
  @Journaled(name = "workflow-step-interrupted")
  record StepInterrupted(String step, int attempt, Instant at) implements WorkflowEvent {}

  /** The effect may or may not have happened. */
  @Journaled(name = "workflow-step-became-unknown")
  record StepBecameUnknown(String step, int attempt, String cause, Instant at)
      implements WorkflowEvent {}

  /**
   * Evidence ended the uncertainty.
   *
   * @param happened true: the step is complete with this output
   * @param retryAt when it did not happen and may be tried again
   */
  @Journaled(name = "workflow-step-reconciled")
  record StepReconciled(
      String step,
      int attempt,
      boolean happened,
      Map<String, Object> output,
      Optional<Instant> retryAt,
      Instant at)
      implements WorkflowEvent {
    public StepReconciled {
      output = JsonLike.copy(output);
    }
  }

  /** No further step begins; a running one ends in peace. */
  @Journaled(name = "workflow-paused")
  record WorkflowPaused(String by, Instant at) implements WorkflowEvent {}

  @Journaled(name = "workflow-resumed")
  record WorkflowResumed(String by, Instant at) implements WorkflowEvent {}

  @Journaled(name = "workflow-cancel-requested")
  record CancelRequested(String by, Instant at) implements WorkflowEvent {}

  /** A step's effect is being taken back. */
  @Journaled(name = "workflow-compensation-started")
  record CompensationStarted(String step, Instant at) implements WorkflowEvent {}

  @Journaled(name = "workflow-compensation-completed")
  record CompensationCompleted(String step, Instant at) implements WorkflowEvent {}

  /**
   * @param retryAt empty: it stays undone and a person must look
   */
  @Journaled(name = "workflow-compensation-failed")
  record CompensationFailed(String step, String error, Optional<Instant> retryAt, Instant at)
      implements WorkflowEvent {}

  @Journaled(name = "workflow-completed")
  record WorkflowCompleted(Instant at) implements WorkflowEvent {}

  @Journaled(name = "workflow-failed")
  record WorkflowFailed(String step, String error, Instant at) implements WorkflowEvent {}

  @Journaled(name = "workflow-cancelled")
  record WorkflowCancelled(String by, Instant at) implements WorkflowEvent {}
}
