package io.orchestrator.domain.workflow;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Where one step of a run stands.
 *
 * @param attempts begun so far; the number of the last one fences off the results of older ones
 * @param failures attempts that ended badly; counted against the retry policy
 * @param interruptions attempts that died with their process
 * @param unsettled a COMPENSATABLE effect that may be there and was not undone
 * @param undoFailures failed attempts to undo
 * @param retryAt of the step, or of its undo
 * @param output of a completed step
 */
public record StepRun(
    String name,
    Effect effect,
    StepState state,
    int attempts,
    int failures,
    int interruptions,
    boolean unsettled,
    int undoFailures,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<Instant> retryAt,
    double progress,
    String message,
    Map<String, Object> output,
    Optional<String> error) {

  public StepRun {
    output = JsonLike.copy(output);
  }

  static StepRun pending(WorkflowEvent.PlannedStep step) {
    return new StepRun(
        step.name(),
        step.effect(),
        StepState.PENDING,
        0,
        0,
        0,
        false,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        "",
        Map.of(),
        Optional.empty());
  }

  /** Nothing of it is left to do. */
  public boolean done() {
    return state == StepState.COMPLETED || state == StepState.SKIPPED;
  }

  StepRun begun(int attempt, Instant at) {
    return new StepRun(
        name,
        effect,
        StepState.RUNNING,
        attempt,
        failures,
        interruptions,
        effect == Effect.COMPENSATABLE,
        0,
        startedAt.or(() -> Optional.of(at)),
        Optional.empty(),
        Optional.empty(),
        0,
        "",
        Map.of(),
        error);
  }

  StepRun progressed(double fraction, String words) {
    return new StepRun(
        name,
        effect,
        state,
        attempts,
        failures,
        interruptions,
        unsettled,
        undoFailures,
        startedAt,
        endedAt,
        retryAt,
        fraction,
        words,
        output,
        error);
  }

  StepRun completed(Map<String, Object> result, Instant at) {
    return new StepRun(
        name,
        effect,
        StepState.COMPLETED,
        attempts,
        failures,
        interruptions,
        unsettled,
        undoFailures,
        startedAt,
        Optional.of(at),
        Optional.empty(),
        1,
        message,
        result,
        Optional.empty());
  }

  /** Waits for its next attempt, or has failed for good when there is none. */
  StepRun failed(String why, Optional<Instant> nextAttempt, Instant at) {
    return new StepRun(
        name,
        effect,
        nextAttempt.isPresent() ? StepState.WAITING_FOR_RETRY : StepState.FAILED,
        attempts,
        failures + 1,
        interruptions,
        unsettled,
        undoFailures,
        startedAt,
        nextAttempt.isPresent() ? Optional.empty() : Optional.of(at),
        nextAttempt,
        0,
        why,
        output,
        Optional.of(why));
  }

  StepRun interrupted(Instant at) {
    return new StepRun(
        name,
        effect,
        StepState.WAITING_FOR_RETRY,
        attempts,
        failures,
        interruptions + 1,
        unsettled,
        undoFailures,
        startedAt,
        Optional.empty(),
        Optional.of(at),
        0,
        "interrupted in attempt " + attempts,
        output,
        error);
  }

  StepRun unknown(String cause) {
    return new StepRun(
        name,
        effect,
        StepState.UNKNOWN,
        attempts,
        failures,
        interruptions,
        unsettled,
        undoFailures,
        startedAt,
        Optional.empty(),
        Optional.empty(),
        progress,
        cause,
        output,
        Optional.of(cause));
  }

  StepRun undone() {
    return undoing(false, 0, state == StepState.WAITING_FOR_RETRY ? retryAt : Optional.empty());
  }

  StepRun undoFailed(Optional<Instant> nextAttempt) {
    return undoing(nextAttempt.isPresent(), undoFailures + 1, nextAttempt);
  }

  private StepRun undoing(boolean stillThere, int undoFailed, Optional<Instant> next) {
    return new StepRun(
        name,
        effect,
        state,
        attempts,
        failures,
        interruptions,
        stillThere,
        undoFailed,
        startedAt,
        endedAt,
        next,
        progress,
        message,
        output,
        error);
  }

  /** The run ended before this step did. */
  StepRun abandoned(Instant at) {
    if (done() || state == StepState.FAILED) {
      return this;
    }
    return new StepRun(
        name,
        effect,
        state == StepState.PENDING ? StepState.SKIPPED : StepState.FAILED,
        attempts,
        failures,
        interruptions,
        unsettled,
        undoFailures,
        startedAt,
        Optional.of(at),
        Optional.empty(),
        0,
        message,
        output,
        error);
  }
}
