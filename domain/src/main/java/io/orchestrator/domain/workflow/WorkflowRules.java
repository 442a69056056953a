package io.orchestrator.domain.workflow;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.workflow.WorkflowEvent.CancelRequested;
import io.orchestrator.domain.workflow.WorkflowEvent.CompensationCompleted;
import io.orchestrator.domain.workflow.WorkflowEvent.CompensationFailed;
import io.orchestrator.domain.workflow.WorkflowEvent.CompensationStarted;
import io.orchestrator.domain.workflow.WorkflowEvent.PlannedStep;
import io.orchestrator.domain.workflow.WorkflowEvent.StepBecameUnknown;
import io.orchestrator.domain.workflow.WorkflowEvent.StepCompleted;
import io.orchestrator.domain.workflow.WorkflowEvent.StepFailed;
import io.orchestrator.domain.workflow.WorkflowEvent.StepInterrupted;
import io.orchestrator.domain.workflow.WorkflowEvent.StepProgressed;
import io.orchestrator.domain.workflow.WorkflowEvent.StepReconciled;
import io.orchestrator.domain.workflow.WorkflowEvent.StepStarted;
import io.orchestrator.domain.workflow.WorkflowEvent.WorkflowCancelled;
import io.orchestrator.domain.workflow.WorkflowEvent.WorkflowCompleted;
import io.orchestrator.domain.workflow.WorkflowEvent.WorkflowFailed;
import io.orchestrator.domain.workflow.WorkflowEvent.WorkflowPaused;
import io.orchestrator.domain.workflow.WorkflowEvent.WorkflowResumed;
import io.orchestrator.domain.workflow.WorkflowEvent.WorkflowStarted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides what a command means for a run. First the command's own events, then whatever follows by
 * itself (the next step begins, an effect is undone, the run ends), until something outside must
 * happen. Pure.
 */
public final class WorkflowRules {
  /** A step whose process died this often kills processes: it is not started again. */
  public static final int MAX_INTERRUPTIONS = 20;

  /** Who cancels a run that is late. */
  public static final String DEADLINE = "deadline";

  private final WorkflowDefinition definition;
  private final StepSignals signals;

  public WorkflowRules(WorkflowDefinition definition) {
    this.definition = definition;
    this.signals = new StepSignals(definition);
  }

  /** Events to persist, or why not; without either the command changes nothing. */
  public record Decision(List<WorkflowEvent> events, Optional<Refusal> refusal) {
    static Decision of(List<WorkflowEvent> events) {
      return new Decision(List.copyOf(events), Optional.empty());
    }

    static Decision refused(String code, String detail, String advice) {
      return new Decision(List.of(), Optional.of(new Refusal(code, 409, detail, advice)));
    }
  }

  /**
   * @param run empty before the start
   * @param now wall time
   */
  public Decision decide(Optional<WorkflowRun> run, WorkflowCommand command, Instant now) {
    if (command instanceof WorkflowCommand.Start start) {
      return run.isPresent()
          ? Decision.of(List.of())
          : settled(run, List.of(begin(start, now)), now);
    }
    if (run.isEmpty()) {
      return Decision.of(List.of());
    }
    WorkflowRun r = run.get();
    if (r.ended()) {
      return command instanceof WorkflowCommand.Retry retry
          ? reopened(r, retry, now)
          : afterTheEnd(r, command);
    }
    if (command instanceof WorkflowCommand.Wake && !definition.continues(r)) {
      return Decision.of(
          List.of(new WorkflowFailed(r.current().map(StepRun::name).orElse(""), CHANGED, now)));
    }
    Optional<Refusal> refusal = refusal(r, command);
    return refusal.isPresent()
        ? new Decision(List.of(), refusal)
        : settled(run, direct(r, command, now), now);
  }

  private static final String CHANGED =
      "workflow.definition_changed: the program knows another version of this workflow; start anew";

  private static Decision afterTheEnd(WorkflowRun r, WorkflowCommand command) {
    return switch (command) {
      case WorkflowCommand.Cancel c -> alreadyEnded(r);
      case WorkflowCommand.Pause c -> alreadyEnded(r);
      case WorkflowCommand.Resume c -> alreadyEnded(r);
      case WorkflowCommand.Signal c -> alreadyEnded(r);
      case WorkflowCommand.Retry c -> alreadyEnded(r);
      case WorkflowCommand.Start c -> Decision.of(List.of());
      case WorkflowCommand.Wake c -> Decision.of(List.of());
      case WorkflowCommand.Tick c -> Decision.of(List.of());
      case WorkflowCommand.ReportProgress c -> Decision.of(List.of());
      case WorkflowCommand.ReportSuccess c -> Decision.of(List.of());
      case WorkflowCommand.ReportFailure c -> Decision.of(List.of());
      case WorkflowCommand.ReportLost c -> Decision.of(List.of());
      case WorkflowCommand.ReportTimeout c -> Decision.of(List.of());
      case WorkflowCommand.ReportEvidence c -> Decision.of(List.of());
      case WorkflowCommand.ReportUndone c -> Decision.of(List.of());
      case WorkflowCommand.ReportUndoFailure c -> Decision.of(List.of());
    };
  }

  private static Decision alreadyEnded(WorkflowRun r) {
    return Decision.refused(
        "workflow.already_ended",
        r.workflowId() + " is " + r.state() + " since " + r.endedAt().orElseThrow(),
        "Start a new run; an ended one cannot be changed.");
  }

  private Optional<Refusal> refusal(WorkflowRun r, WorkflowCommand command) {
    if (command instanceof WorkflowCommand.Pause && r.cancelledBy().isPresent()) {
      return Decision.refused(
              "workflow.cancelling",
              r.workflowId() + " is being cancelled by " + r.cancelledBy().get(),
              "Wait for its end.")
          .refusal();
    }
    if (command instanceof WorkflowCommand.Resume && !r.paused()) {
      return Decision.refused(
              "workflow.not_paused",
              r.workflowId() + " is " + r.state(),
              "Only a paused run can be resumed.")
          .refusal();
    }
    return switch (command) {
      case WorkflowCommand.Retry c -> RunReopening.refusal(r, definition);
      case WorkflowCommand.Signal c -> signals.refusal(r, c);
      default -> Optional.empty();
    };
  }

  private Decision reopened(WorkflowRun r, WorkflowCommand.Retry c, Instant now) {
    Optional<Refusal> refusal = RunReopening.refusal(r, definition);
    return refusal.isPresent()
        ? new Decision(List.of(), refusal)
        : settled(Optional.of(r), List.of(RunReopening.event(r, c.by(), now)), now);
  }

  private WorkflowEvent begin(WorkflowCommand.Start start, Instant now) {
    return new WorkflowStarted(
        start.workflowId(),
        definition.type(),
        definition.version(),
        definition.steps().stream().map(s -> new PlannedStep(s.name(), s.effect())).toList(),
        start.parameters(),
        start.requestedBy(),
        start.seed(),
        now,
        start.options().deadline(),
        start.options().priority());
  }

  private List<WorkflowEvent> direct(WorkflowRun r, WorkflowCommand command, Instant now) {
    return switch (command) {
      case WorkflowCommand.Start c -> List.of();
      case WorkflowCommand.Tick c -> late(r, now);
      case WorkflowCommand.Wake c ->
          Stream.concat(woken(r, now).stream(), late(r, now).stream()).toList();
      case WorkflowCommand.ReportProgress c -> progressed(r, c, now);
      case WorkflowCommand.ReportSuccess c -> succeeded(r, c, now);
      case WorkflowCommand.ReportFailure c -> failed(r, c, now);
      case WorkflowCommand.ReportLost c ->
          active(r, c.step(), c.attempt(), StepState.RUNNING).isPresent()
              ? woken(r, now)
              : List.of();
      case WorkflowCommand.ReportTimeout c ->
          failed(
              r,
              new WorkflowCommand.ReportFailure(
                  c.step(), c.attempt(), c.error(), true, false, ErrorClass.TIMEOUT),
              now);
      case WorkflowCommand.ReportEvidence c -> reconciled(r, c, now);
      case WorkflowCommand.ReportUndone c ->
          r.undoing().equals(Optional.of(c.step()))
              ? List.of(new CompensationCompleted(c.step(), now))
              : List.of();
      case WorkflowCommand.ReportUndoFailure c -> undoFailed(r, c, now);
      case WorkflowCommand.Cancel c ->
          r.cancelledBy().isPresent() ? List.of() : List.of(new CancelRequested(c.by(), now));
      case WorkflowCommand.Pause c ->
          r.paused() ? List.of() : List.of(new WorkflowPaused(c.by(), now));
      case WorkflowCommand.Resume c -> List.of(new WorkflowResumed(c.by(), now));
      case WorkflowCommand.Retry c -> List.of();
      case WorkflowCommand.Signal c -> StepSignals.received(r, c, now);
    };
  }

  private static List<WorkflowEvent> late(WorkflowRun r, Instant now) {
    boolean late = r.deadline().filter(d -> !d.isAfter(now)).isPresent();
    return late && r.cancelledBy().isEmpty()
        ? List.of(new CancelRequested(DEADLINE, now))
        : List.of();
  }

  /** A step that was running when its host, or the node that worked on it, died. */
  private List<WorkflowEvent> woken(WorkflowRun r, Instant now) {
    Optional<StepRun> running = r.current().filter(s -> s.state() == StepState.RUNNING);
    if (running.isEmpty()) {
      return List.of();
    }
    StepRun s = running.get();
    if (s.effect().ambiguousWhenInterrupted()) {
      return List.of(new StepBecameUnknown(s.name(), s.attempts(), "interrupted", now));
    }
    if (s.interruptions() >= MAX_INTERRUPTIONS) {
      String error = "its process died " + (s.interruptions() + 1) + " times";
      return List.of(new StepFailed(s.name(), s.attempts(), error, Optional.empty(), now));
    }
    return List.of(new StepInterrupted(s.name(), s.attempts(), now));
  }

  private static Optional<StepRun> active(
      WorkflowRun r, String step, int attempt, StepState state) {
    return r.current()
        .filter(s -> s.name().equals(step) && s.attempts() == attempt && s.state() == state);
  }

  private static List<WorkflowEvent> progressed(
      WorkflowRun r, WorkflowCommand.ReportProgress c, Instant now) {
    if (!(c.progress() >= 0 && c.progress() <= 1)) {
      return List.of();
    }
    return active(r, c.step(), c.attempt(), StepState.RUNNING)
        .filter(s -> c.progress() >= s.progress())
        .<List<WorkflowEvent>>map(
            s ->
                List.of(
                    new StepProgressed(
                        c.step(), c.attempt(), c.progress(), c.message(), now, c.node())))
        .orElse(List.of());
  }

  private static List<WorkflowEvent> succeeded(
      WorkflowRun r, WorkflowCommand.ReportSuccess c, Instant now) {
    if (active(r, c.step(), c.attempt(), StepState.RUNNING).isPresent()) {
      return List.of(new StepCompleted(c.step(), c.attempt(), c.output(), now, c.node()));
    }
    // A late answer of the very attempt that is in doubt is evidence.
    if (active(r, c.step(), c.attempt(), StepState.UNKNOWN).isPresent()) {
      return List.of(
          new StepReconciled(c.step(), c.attempt(), true, c.output(), Optional.empty(), now));
    }
    return List.of();
  }

  private List<WorkflowEvent> failed(WorkflowRun r, WorkflowCommand.ReportFailure c, Instant now) {
    Optional<StepRun> running = active(r, c.step(), c.attempt(), StepState.RUNNING);
    if (running.isEmpty()) {
      return List.of();
    }
    StepRun s = running.get();
    if (s.effect().ambiguousWhenInterrupted() && !c.nothingHappened()) {
      return List.of(new StepBecameUnknown(c.step(), c.attempt(), c.error(), now));
    }
    Optional<Instant> retryAt =
        c.retryable() ? nextAttempt(r, s, c.errorClass(), now) : Optional.empty();
    return List.of(new StepFailed(c.step(), c.attempt(), c.error(), retryAt, now));
  }

  private Optional<Instant> nextAttempt(WorkflowRun r, StepRun s, ErrorClass error, Instant now) {
    RetryPolicy policy = definition.step(s.name()).retryAfter(error);
    int failures = s.failures() + 1;
    return failures < policy.maxAttempts()
        ? Optional.of(now.plus(policy.delayAfter(failures, r.seed() ^ s.name().hashCode())))
        : Optional.empty();
  }

  private List<WorkflowEvent> reconciled(
      WorkflowRun r, WorkflowCommand.ReportEvidence c, Instant now) {
    return active(r, c.step(), c.attempt(), StepState.UNKNOWN)
        .<List<WorkflowEvent>>map(
            s ->
                List.of(
                    new StepReconciled(
                        c.step(),
                        c.attempt(),
                        c.happened(),
                        c.output(),
                        c.happened()
                            ? Optional.empty()
                            : nextAttempt(r, s, ErrorClass.TRANSIENT, now),
                        now)))
        .orElse(List.of());
  }

  private List<WorkflowEvent> undoFailed(
      WorkflowRun r, WorkflowCommand.ReportUndoFailure c, Instant now) {
    if (!r.undoing().equals(Optional.of(c.step()))) {
      return List.of();
    }
    RetryPolicy policy = definition.step(c.step()).retry();
    int failures = r.step(c.step()).undoFailures() + 1;
    Optional<Instant> retryAt =
        failures < policy.maxAttempts()
            ? Optional.of(now.plus(policy.delayAfter(failures, r.seed())))
            : Optional.empty();
    return List.of(new CompensationFailed(c.step(), c.error(), retryAt, now));
  }

  /** Adds what follows by itself. */
  private Decision settled(Optional<WorkflowRun> before, List<WorkflowEvent> first, Instant now) {
    var events = new ArrayList<>(first);
    Optional<WorkflowRun> run = before;
    for (WorkflowEvent event : first) {
      run = Optional.of(WorkflowHistory.evolve(run, event));
    }
    Optional<WorkflowEvent> next = run.flatMap(r -> following(r, now));
    while (next.isPresent()) {
      events.add(next.get());
      run = Optional.of(WorkflowHistory.evolve(run, next.get()));
      next = run.flatMap(r -> following(r, now));
    }
    return Decision.of(events);
  }

  private Optional<WorkflowEvent> following(WorkflowRun r, Instant now) {
    if (r.ended() || r.undoing().isPresent()) {
      return Optional.empty();
    }
    Optional<StepRun> current = r.current();
    if (current.filter(WorkflowRules::beingWorkedOn).isPresent()) {
      return Optional.empty();
    }
    if (r.failedStep().isPresent() || r.cancelledBy().isPresent()) {
      return towardsTheEnd(r, current, now);
    }
    if (current.isEmpty()) {
      return Optional.of(new WorkflowCompleted(now));
    }
    StepRun s = current.get();
    if (s.unsettled()) {
      return Optional.of(new CompensationStarted(s.name(), now));
    }
    return r.paused()
        ? Optional.empty()
        : signals.before(r, s, now).orElseGet(() -> begin(r, s, now));
  }

  private static boolean beingWorkedOn(StepRun s) {
    return s.state() == StepState.RUNNING || s.state() == StepState.UNKNOWN;
  }

  /** What it rests on is checked before its first attempt. */
  private Optional<WorkflowEvent> begin(WorkflowRun r, StepRun s, Instant now) {
    List<String> bad = s.attempts() == 0 ? definition.badInputs(r, s.name()) : List.of();
    if (bad.isEmpty()) {
      return nextStart(s, now);
    }
    String error = "workflow.bad_input: " + String.join("; ", bad);
    return Optional.of(new StepFailed(s.name(), 0, error, Optional.empty(), now));
  }

  private static Optional<WorkflowEvent> nextStart(StepRun s, Instant now) {
    boolean due = s.retryAt().map(t -> !t.isAfter(now)).orElse(true);
    return due && s.state() != StepState.FAILED
        ? Optional.of(new StepStarted(s.name(), s.attempts() + 1, now))
        : Optional.empty();
  }

  private static Optional<WorkflowEvent> towardsTheEnd(
      WorkflowRun r, Optional<StepRun> current, Instant now) {
    // Everything was done before the wish to cancel could have any effect.
    if (current.isEmpty() && r.failedStep().isEmpty()) {
      return Optional.of(new WorkflowCompleted(now));
    }
    if (r.failedStep().isEmpty() && current.filter(WorkflowRules::needsCleaning).isPresent()) {
      return nextStart(current.get(), now);
    }
    for (int i = r.steps().size() - 1; i >= 0; i--) {
      StepRun s = r.steps().get(i);
      if (s.unsettled()) {
        return Optional.of(new CompensationStarted(s.name(), now));
      }
    }
    return Optional.of(
        r.cancelledBy().isPresent()
            ? new WorkflowCancelled(r.cancelledBy().get(), now)
            : new WorkflowFailed(r.failedStep().orElse(""), r.error().orElse("failed"), now));
  }

  /**
   * An idempotent step that began and did not end may have left orders at work: it is started once
   * more, under cancellation, so that it takes back what it can.
   */
  private static boolean needsCleaning(StepRun s) {
    return s.effect() == Effect.IDEMPOTENT && s.state() == StepState.WAITING_FOR_RETRY;
  }
}
