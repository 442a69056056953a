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
 * @param retryAt of the step, or of its undo; of a step that waits for a signal: its last moment
 * @param output of a completed step
 * @param signal that came for it
 * @param node that worked on it last, as far as it said so
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
    Optional<String> error,
    Optional<ReceivedSignal> signal,
    Optional<String> node) {

  public StepRun {
    output = JsonLike.copy(output);
    // Absent in snapshots of runs that were begun before there were signals.
    signal = signal == null ? Optional.empty() : signal;
    // Absent where no node was told yet.
    node = node == null ? Optional.empty() : node;
  }

  static StepRun pending(WorkflowEvent.PlannedStep step) {
    return new Draft(step.name(), step.effect()).done();
  }

  /** Nothing of it is left to do. */
  public boolean done() {
    return state == StepState.COMPLETED || state == StepState.SKIPPED;
  }

  /** Its effect was there and was taken back. */
  boolean wasUndone() {
    return effect == Effect.COMPENSATABLE && attempts > 0 && !unsettled;
  }

  StepRun skipped(String why, Instant at) {
    Draft d = new Draft(this);
    d.state = StepState.SKIPPED;
    d.endedAt = Optional.of(at);
    d.message = why;
    return d.done();
  }

  StepRun waiting(String name, Instant until) {
    Draft d = new Draft(this);
    d.state = StepState.WAITING_FOR_SIGNAL;
    d.retryAt = Optional.of(until);
    d.message = "waits for " + name + " until " + until;
    return d.done();
  }

  StepRun signalled(ReceivedSignal received) {
    Draft d = new Draft(this);
    d.state = StepState.PENDING;
    d.retryAt = Optional.empty();
    d.message = received.name() + " by " + received.by();
    d.signal = Optional.of(received);
    return d.done();
  }

  /** As if it had never begun, but for its attempts and the signal that allowed the last one. */
  StepRun anew() {
    Draft d = new Draft(name, effect);
    d.attempts = attempts;
    d.signal = attempts > 0 && !wasUndone() ? signal : Optional.empty();
    return d.done();
  }

  /** Its last attempt may have had an effect; its reconciler is asked before the next. */
  StepRun doubted() {
    Draft d = new Draft(this);
    d.state = StepState.UNKNOWN;
    d.failures = 0;
    d.interruptions = 0;
    d.endedAt = Optional.empty();
    d.retryAt = Optional.empty();
    return d.done();
  }

  StepRun begun(int attempt, Instant at) {
    Draft d = new Draft(this);
    d.state = StepState.RUNNING;
    d.attempts = attempt;
    d.unsettled = effect == Effect.COMPENSATABLE;
    d.undoFailures = 0;
    d.startedAt = startedAt.or(() -> Optional.of(at));
    d.node = Optional.empty();
    d.endedAt = Optional.empty();
    d.retryAt = Optional.empty();
    d.progress = 0;
    d.message = "";
    d.output = Map.of();
    return d.done();
  }

  StepRun progressed(double fraction, String words, Optional<String> by) {
    Draft d = new Draft(this);
    d.node = by.or(() -> node);
    d.progress = fraction;
    d.message = words;
    return d.done();
  }

  StepRun completed(Map<String, Object> result, Instant at, Optional<String> by) {
    Draft d = new Draft(this);
    d.node = by;
    d.state = StepState.COMPLETED;
    d.endedAt = Optional.of(at);
    d.retryAt = Optional.empty();
    d.progress = 1;
    d.output = result;
    d.error = Optional.empty();
    return d.done();
  }

  /** Waits for its next attempt, or has failed for good when there is none. */
  StepRun failed(String why, Optional<Instant> nextAttempt, Instant at) {
    Draft d = new Draft(this);
    d.state = nextAttempt.isPresent() ? StepState.WAITING_FOR_RETRY : StepState.FAILED;
    d.failures = failures + 1;
    d.endedAt = nextAttempt.isPresent() ? Optional.empty() : Optional.of(at);
    d.retryAt = nextAttempt;
    d.progress = 0;
    d.message = why;
    d.error = Optional.of(why);
    return d.done();
  }

  StepRun interrupted(Instant at) {
    Draft d = new Draft(this);
    d.state = StepState.WAITING_FOR_RETRY;
    d.interruptions = interruptions + 1;
    d.endedAt = Optional.empty();
    d.retryAt = Optional.of(at);
    d.progress = 0;
    d.message = "interrupted in attempt " + attempts;
    return d.done();
  }

  StepRun unknown(String cause) {
    Draft d = new Draft(this);
    d.state = StepState.UNKNOWN;
    d.endedAt = Optional.empty();
    d.retryAt = Optional.empty();
    d.message = cause;
    d.error = Optional.of(cause);
    return d.done();
  }

  StepRun undone() {
    return undoing(false, 0, state == StepState.WAITING_FOR_RETRY ? retryAt : Optional.empty());
  }

  StepRun undoFailed(Optional<Instant> nextAttempt) {
    return undoing(nextAttempt.isPresent(), undoFailures + 1, nextAttempt);
  }

  private StepRun undoing(boolean stillThere, int undoFailed, Optional<Instant> next) {
    Draft d = new Draft(this);
    d.unsettled = stillThere;
    d.undoFailures = undoFailed;
    d.retryAt = next;
    return d.done();
  }

  /** The run ended before this step did. */
  StepRun abandoned(Instant at) {
    if (done() || state == StepState.FAILED) {
      return this;
    }
    Draft d = new Draft(this);
    boolean idle = state == StepState.PENDING || state == StepState.WAITING_FOR_SIGNAL;
    d.state = idle ? StepState.SKIPPED : StepState.FAILED;
    d.endedAt = Optional.of(at);
    d.retryAt = Optional.empty();
    d.progress = 0;
    return d.done();
  }

  /** The next state in the making: what is not set stays as it was. */
  private static final class Draft {
    final String name;
    final Effect effect;
    StepState state = StepState.PENDING;
    int attempts;
    int failures;
    int interruptions;
    boolean unsettled;
    int undoFailures;
    Optional<Instant> startedAt = Optional.empty();
    Optional<Instant> endedAt = Optional.empty();
    Optional<Instant> retryAt = Optional.empty();
    double progress;
    String message = "";
    Map<String, Object> output = Map.of();
    Optional<String> error = Optional.empty();
    Optional<ReceivedSignal> signal = Optional.empty();
    Optional<String> node = Optional.empty();

    Draft(String name, Effect effect) {
      this.name = name;
      this.effect = effect;
    }

    Draft(StepRun s) {
      this(s.name, s.effect);
      state = s.state;
      attempts = s.attempts;
      failures = s.failures;
      interruptions = s.interruptions;
      unsettled = s.unsettled;
      undoFailures = s.undoFailures;
      startedAt = s.startedAt;
      endedAt = s.endedAt;
      retryAt = s.retryAt;
      progress = s.progress;
      message = s.message;
      output = s.output;
      error = s.error;
      signal = s.signal;
      node = s.node;
    }

    StepRun done() {
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
          progress,
          message,
          output,
          error,
          signal,
          node);
    }
  }
}
