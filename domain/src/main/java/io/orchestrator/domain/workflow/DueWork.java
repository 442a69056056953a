package io.orchestrator.domain.workflow;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What the host of a run must be doing, read off the run's state. */
public sealed interface DueWork {
  String step();

  /**
   * @param underCancellation tell the code at once to clean up and come back
   */
  record RunStep(String step, int attempt, boolean underCancellation) implements DueWork {}

  /** Ask the world whether the attempt had its effect. */
  record Reconcile(String step, int attempt) implements DueWork {}

  /**
   * @param failures of earlier tries
   */
  record Undo(String step, int failures) implements DueWork {}

  /** Empty: nothing to do now; see {@link #alarm}. */
  static Optional<DueWork> of(WorkflowRun run, Instant now) {
    if (run.ended()) {
      return Optional.empty();
    }
    if (run.undoing().isPresent()) {
      StepRun s = run.step(run.undoing().get());
      boolean wait = s.undoFailures() > 0 && s.retryAt().filter(now::isBefore).isPresent();
      return wait ? Optional.empty() : Optional.of(new Undo(s.name(), s.undoFailures()));
    }
    return run.current()
        .flatMap(
            s ->
                switch (s.state()) {
                  case RUNNING ->
                      Optional.of(
                          new RunStep(s.name(), s.attempts(), run.cancelledBy().isPresent()));
                  case UNKNOWN -> Optional.of(new Reconcile(s.name(), s.attempts()));
                  case PENDING, WAITING_FOR_SIGNAL, WAITING_FOR_RETRY, COMPLETED, SKIPPED, FAILED ->
                      Optional.empty();
                });
  }

  /** When to send a {@link WorkflowCommand.Tick}; empty if time alone changes nothing. */
  static Optional<Instant> alarm(WorkflowRun run, Instant now) {
    if (run.ended()) {
      return Optional.empty();
    }
    Optional<Instant> next = nextRetry(run, now);
    Optional<Instant> deadline = run.cancelledBy().isEmpty() ? run.deadline() : Optional.empty();
    return Stream.concat(next.stream(), deadline.stream()).min(Comparator.naturalOrder());
  }

  private static Optional<Instant> nextRetry(WorkflowRun run, Instant now) {
    if (run.undoing().isPresent()) {
      StepRun s = run.step(run.undoing().get());
      // One that is due is at work: time alone changes nothing.
      return s.undoFailures() > 0 ? s.retryAt().filter(now::isBefore) : Optional.empty();
    }
    // A paused run has no time to keep; only its deadline goes on.
    return run.current()
        .filter(s -> !run.paused() || run.cancelledBy().isPresent())
        .filter(
            s ->
                s.state() == StepState.WAITING_FOR_RETRY
                    || s.state() == StepState.WAITING_FOR_SIGNAL)
        .flatMap(StepRun::retryAt);
  }
}
