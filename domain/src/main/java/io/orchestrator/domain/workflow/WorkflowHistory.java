package io.orchestrator.domain.workflow;

import io.orchestrator.domain.workflow.WorkflowEvent.CancelRequested;
import io.orchestrator.domain.workflow.WorkflowEvent.CompensationCompleted;
import io.orchestrator.domain.workflow.WorkflowEvent.CompensationFailed;
import io.orchestrator.domain.workflow.WorkflowEvent.CompensationStarted;
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
import java.util.function.UnaryOperator;

/** Applies events to the state of a run; the same function live and at recovery. */
public final class WorkflowHistory {
  private WorkflowHistory() {}

  /** All events of a row, in turn. */
  public static WorkflowRun replay(Optional<WorkflowRun> run, WorkflowRecord row) {
    Optional<WorkflowRun> after = run;
    for (WorkflowEvent event : row.events()) {
      after = Optional.of(evolve(after, event));
    }
    return after.orElseThrow();
  }

  /**
   * @param run empty before the first event
   * @throws IllegalStateException if the history is impossible: an event before the start or behind
   *     the end
   */
  public static WorkflowRun evolve(Optional<WorkflowRun> run, WorkflowEvent event) {
    if (event instanceof WorkflowStarted started) {
      if (run.isPresent()) {
        throw new IllegalStateException("started twice: " + started.workflowId());
      }
      return begin(started);
    }
    WorkflowRun r = run.orElseThrow(() -> new IllegalStateException("no start before " + event));
    if (event instanceof WorkflowEvent.WorkflowReopened reopened) {
      return reopen(r, reopened);
    }
    if (r.ended()) {
      throw new IllegalStateException(r.workflowId() + " has ended, then came " + event);
    }
    return apply(r, event);
  }

  private static WorkflowRun begin(WorkflowStarted e) {
    return new WorkflowRun(
        e.workflowId(),
        e.workflow(),
        e.version(),
        e.seed(),
        e.parameters(),
        e.requestedBy(),
        e.at(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        e.steps().stream().map(StepRun::pending).toList(),
        e.deadline(),
        e.priority());
  }

  /** What failed, what was never reached and what was undone goes on from its beginning. */
  private static WorkflowRun reopen(WorkflowRun r, WorkflowEvent.WorkflowReopened e) {
    if (!r.end().equals(Optional.of(RunState.FAILED))) {
      throw new IllegalStateException(r.workflowId() + " has not failed, then came " + e);
    }
    var steps = new ArrayList<StepRun>();
    boolean before = true;
    for (StepRun s : r.steps()) {
      before &= !s.name().equals(e.step());
      boolean mayHaveHappened = s.effect().ambiguousWhenInterrupted() && s.attempts() > 0;
      boolean kept = before || s.state() == StepState.COMPLETED && mayHaveHappened;
      steps.add(kept ? s : mayHaveHappened ? s.doubted() : s.anew());
    }
    return new WorkflowRun(
        r.workflowId(),
        r.workflow(),
        r.version(),
        r.seed(),
        r.parameters(),
        r.requestedBy(),
        r.startedAt(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        steps,
        Optional.empty(),
        r.priority());
  }

  /** The gate and what rests on it, up to the step that it guards. */
  private static WorkflowRun gateExpired(WorkflowRun r, WorkflowEvent.GateExpired e) {
    var steps = new ArrayList<StepRun>();
    boolean stale = false;
    for (StepRun s : r.steps()) {
      stale |= s.name().equals(e.step());
      steps.add(stale ? s.anew() : s);
      stale &= !s.name().equals(e.before());
    }
    return copy(r, r.paused(), r.cancelledBy(), r.failedStep(), r.error(), r.undoing(), steps);
  }

  private static WorkflowRun apply(WorkflowRun r, WorkflowEvent event) {
    return switch (event) {
      case WorkflowStarted e -> throw new IllegalStateException("started twice: " + e);
      case WorkflowEvent.WorkflowReopened e -> reopen(r, e);
      case WorkflowEvent.StepSkipped e -> step(r, e.step(), s -> s.skipped(e.reason(), e.at()));
      case WorkflowEvent.SignalAwaited e ->
          step(r, e.step(), s -> s.waiting(e.signal(), e.until()));
      case WorkflowEvent.SignalReceived e -> {
        var signal = new ReceivedSignal(e.signal(), e.payload(), e.by(), e.at());
        yield step(r, e.step(), s -> s.signalled(signal));
      }
      case WorkflowEvent.GateExpired e -> gateExpired(r, e);
      case StepStarted e -> step(r, e.step(), s -> s.begun(e.attempt(), e.at()));
      case StepProgressed e ->
          step(r, e.step(), s -> s.progressed(e.progress(), e.message(), e.node()));
      case StepCompleted e -> step(r, e.step(), s -> s.completed(e.output(), e.at(), e.node()));
      case StepFailed e -> failed(r, e.step(), e.error(), e.retryAt(), e.at());
      case StepInterrupted e -> step(r, e.step(), s -> s.interrupted(e.at()));
      case StepBecameUnknown e -> step(r, e.step(), s -> s.unknown(e.cause()));
      case StepReconciled e ->
          e.happened()
              ? step(r, e.step(), s -> s.completed(e.output(), e.at(), s.node()))
              : failed(r, e.step(), "did not happen", e.retryAt(), e.at());
      case WorkflowPaused e -> paused(r, true);
      case WorkflowResumed e -> paused(r, false);
      case CancelRequested e -> marks(r, Optional.of(e.by()), r.failedStep(), r.error());
      case CompensationStarted e -> undoing(r, Optional.of(e.step()));
      case CompensationCompleted e -> undoing(step(r, e.step(), StepRun::undone), Optional.empty());
      case CompensationFailed e -> undoFailed(r, e);
      case WorkflowCompleted e -> end(r, RunState.COMPLETED, Optional.empty(), e.at());
      case WorkflowFailed e -> end(r, RunState.FAILED, Optional.of(e.error()), e.at());
      case WorkflowCancelled e -> end(r, RunState.CANCELLED, r.error(), e.at());
    };
  }

  private static WorkflowRun failed(
      WorkflowRun r, String name, String error, Optional<Instant> retryAt, Instant at) {
    WorkflowRun next = step(r, name, s -> s.failed(error, retryAt, at));
    return retryAt.isPresent()
        ? next
        : marks(next, r.cancelledBy(), Optional.of(name), Optional.of(error));
  }

  private static WorkflowRun undoFailed(WorkflowRun r, CompensationFailed e) {
    WorkflowRun next = step(r, e.step(), s -> s.undoFailed(e.retryAt()));
    if (e.retryAt().isPresent()) {
      return next;
    }
    String error = "the effect of " + e.step() + " could not be undone: " + e.error();
    return undoing(
        marks(
            next,
            r.cancelledBy(),
            r.failedStep().or(() -> Optional.of(e.step())),
            Optional.of(r.error().map(first -> first + "; " + error).orElse(error))),
        Optional.empty());
  }

  private static WorkflowRun step(WorkflowRun r, String name, UnaryOperator<StepRun> change) {
    r.step(name);
    List<StepRun> steps =
        r.steps().stream().map(s -> s.name().equals(name) ? change.apply(s) : s).toList();
    return copy(r, r.paused(), r.cancelledBy(), r.failedStep(), r.error(), r.undoing(), steps);
  }

  private static WorkflowRun paused(WorkflowRun r, boolean paused) {
    return copy(r, paused, r.cancelledBy(), r.failedStep(), r.error(), r.undoing(), r.steps());
  }

  private static WorkflowRun undoing(WorkflowRun r, Optional<String> step) {
    return copy(r, r.paused(), r.cancelledBy(), r.failedStep(), r.error(), step, r.steps());
  }

  private static WorkflowRun marks(
      WorkflowRun r, Optional<String> by, Optional<String> failedStep, Optional<String> error) {
    return copy(r, r.paused(), by, failedStep, error, r.undoing(), r.steps());
  }

  private static WorkflowRun end(
      WorkflowRun r, RunState state, Optional<String> error, Instant at) {
    return new WorkflowRun(
        r.workflowId(),
        r.workflow(),
        r.version(),
        r.seed(),
        r.parameters(),
        r.requestedBy(),
        r.startedAt(),
        Optional.of(state),
        Optional.of(at),
        false,
        r.cancelledBy(),
        r.failedStep(),
        error,
        Optional.empty(),
        r.steps().stream().map(s -> s.abandoned(at)).toList(),
        r.deadline(),
        r.priority());
  }

  private static WorkflowRun copy(
      WorkflowRun r,
      boolean paused,
      Optional<String> cancelledBy,
      Optional<String> failedStep,
      Optional<String> error,
      Optional<String> undoing,
      List<StepRun> steps) {
    return new WorkflowRun(
        r.workflowId(),
        r.workflow(),
        r.version(),
        r.seed(),
        r.parameters(),
        r.requestedBy(),
        r.startedAt(),
        r.end(),
        r.endedAt(),
        paused,
        cancelledBy,
        failedStep,
        error,
        undoing,
        steps,
        r.deadline(),
        r.priority());
  }
}
