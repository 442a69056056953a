package io.orchestrator.actors.workflow;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.LivePublisher;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.WorkflowDirectory;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowEvent;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Tells everyone else what became of a run: event history, live clients, directory of runs. */
final class RunJournal {
  private static final String SOURCE = "workflow_engine";

  private final Events events;
  private final LivePublisher live;
  private final WorkflowDirectory directory;
  private final Executor blocking;

  RunJournal(Events events, LivePublisher live, WorkflowDirectory directory, Executor blocking) {
    this.events = events;
    this.live = live;
    this.directory = directory;
    this.blocking = blocking;
  }

  /** After {@code event} is on disk. Ends are told by {@link #close}. */
  void tell(WorkflowRun run, WorkflowEvent event) {
    draft(run, event).ifPresent(events::record);
  }

  void show(WorkflowRun run, Instant now) {
    live.publish(new LiveFeed.WorkflowUpdate(run.view(now)));
  }

  CompletionStage<Void> write(WorkflowRun run) {
    return CompletableFuture.runAsync(
        () -> directory.update(run.workflowId(), run.state(), run.endedAt()), blocking);
  }

  /**
   * Tells of the end durably, then takes the run off the list of open ones. Repeated after a crash
   * in between, so the event comes at least once.
   */
  CompletionStage<Void> close(WorkflowRun run) {
    return events.recordDurably(end(run)).thenCompose(done -> write(run));
  }

  void alertUnknown(WorkflowRun run, String step, Duration since) {
    Map<String, Object> data = about(run);
    data.put("step", step);
    data.put("cause", "still unknown after " + since.toSeconds() + " s; a person must look");
    events.record(
        new EventDraft(
            EventTypes.WORKFLOW_STEP_UNKNOWN, SOURCE, Severity.CRITICAL, data, run.workflowId()));
  }

  private static EventDraft end(WorkflowRun run) {
    Map<String, Object> data = about(run);
    data.put(
        "duration",
        Duration.between(run.startedAt(), run.endedAt().orElseThrow()).toMillis() / 1000.0);
    data.put("requested_by", run.requestedBy());
    run.error().ifPresent(e -> data.put("error", e));
    run.failedStep().ifPresent(s -> data.put("step", s));
    run.cancelledBy().ifPresent(b -> data.put("by", b));
    RunState state = run.state();
    String type =
        switch (state) {
          case COMPLETED -> EventTypes.WORKFLOW_COMPLETED;
          case FAILED -> EventTypes.WORKFLOW_FAILED;
          case CANCELLED -> EventTypes.WORKFLOW_CANCELLED;
          case RUNNING, WAITING, PAUSED, CANCELLING, UNKNOWN ->
              throw new IllegalStateException("not an end: " + state);
        };
    Severity severity = state == RunState.FAILED ? Severity.ERROR : Severity.INFO;
    return new EventDraft(type, SOURCE, severity, data, run.workflowId());
  }

  private static Map<String, Object> about(WorkflowRun run) {
    var data = new LinkedHashMap<String, Object>();
    data.put("workflow", run.workflow().wireName());
    data.put("workflow_id", run.workflowId());
    return data;
  }

  private static Optional<EventDraft> draft(WorkflowRun run, WorkflowEvent event) {
    Map<String, Object> data = about(run);
    return switch (event) {
      case WorkflowEvent.WorkflowStarted e -> {
        data.put("parameters", e.parameters());
        data.put("requested_by", e.requestedBy());
        yield of(EventTypes.WORKFLOW_STARTED, Severity.INFO, data, run);
      }
      case WorkflowEvent.StepCompleted e -> {
        data.put("step", e.step());
        data.put("attempt", e.attempt());
        duration(run, e.step(), e.at(), data);
        e.node().ifPresent(node -> data.put("node", node));
        yield of(EventTypes.WORKFLOW_STEP_COMPLETED, Severity.INFO, data, run);
      }
      case WorkflowEvent.StepFailed e -> {
        data.put("step", e.step());
        data.put("attempt", e.attempt());
        data.put("error", e.error());
        data.put("will_retry", e.retryAt().isPresent());
        duration(run, e.step(), e.at(), data);
        boolean expected = e.retryAt().isPresent() || run.cancelledBy().isPresent();
        Severity severity = expected ? Severity.WARNING : Severity.ERROR;
        yield of(EventTypes.WORKFLOW_STEP_FAILED, severity, data, run);
      }
      case WorkflowEvent.StepInterrupted e -> {
        data.put("step", e.step());
        data.put("attempt", e.attempt());
        data.put("error", "interrupted");
        data.put("will_retry", true);
        duration(run, e.step(), e.at(), data);
        yield of(EventTypes.WORKFLOW_STEP_FAILED, Severity.WARNING, data, run);
      }
      case WorkflowEvent.StepBecameUnknown e -> {
        data.put("step", e.step());
        data.put("attempt", e.attempt());
        data.put("cause", e.cause());
        yield of(EventTypes.WORKFLOW_STEP_UNKNOWN, Severity.ERROR, data, run);
      }
      case WorkflowEvent.WorkflowPaused e -> {
        data.put("by", e.by());
        yield of(EventTypes.WORKFLOW_PAUSED, Severity.INFO, data, run);
      }
      case WorkflowEvent.WorkflowResumed e -> {
        data.put("by", e.by());
        yield of(EventTypes.WORKFLOW_RESUMED, Severity.INFO, data, run);
      }
      case WorkflowEvent.CompensationCompleted e -> {
        data.put("step", e.step());
        yield of(EventTypes.WORKFLOW_STEP_COMPENSATED, Severity.WARNING, data, run);
      }
      case WorkflowEvent.CompensationFailed e -> {
        data.put("step", e.step());
        data.put("error", e.error());
        yield of(EventTypes.WORKFLOW_STEP_COMPENSATED, Severity.ERROR, data, run);
      }
      case WorkflowEvent.SignalAwaited e -> {
        data.put("step", e.step());
        data.put("signal", e.signal());
        data.put("until", e.until().toString());
        yield of(EventTypes.WORKFLOW_SIGNAL_AWAITED, Severity.WARNING, data, run);
      }
      case WorkflowEvent.SignalReceived e -> {
        data.put("step", e.step());
        data.put("signal", e.signal());
        data.put("by", e.by());
        data.put("payload", e.payload());
        yield of(EventTypes.WORKFLOW_SIGNAL_RECEIVED, Severity.INFO, data, run);
      }
      case WorkflowEvent.WorkflowReopened e -> {
        data.put("step", e.step());
        data.put("by", e.by());
        yield of(EventTypes.WORKFLOW_REOPENED, Severity.INFO, data, run);
      }
      case WorkflowEvent.GateExpired e -> Optional.empty();
      case WorkflowEvent.StepSkipped e -> Optional.empty();
      case WorkflowEvent.StepStarted e -> Optional.empty();
      case WorkflowEvent.StepProgressed e -> Optional.empty();
      case WorkflowEvent.StepReconciled e -> Optional.empty();
      case WorkflowEvent.CancelRequested e -> Optional.empty();
      case WorkflowEvent.CompensationStarted e -> Optional.empty();
      case WorkflowEvent.WorkflowCompleted e -> Optional.empty();
      case WorkflowEvent.WorkflowFailed e -> Optional.empty();
      case WorkflowEvent.WorkflowCancelled e -> Optional.empty();
    };
  }

  /** Since the step first began, earlier attempts included. */
  private static void duration(WorkflowRun run, String step, Instant at, Map<String, Object> data) {
    run.step(step)
        .startedAt()
        .ifPresent(s -> data.put("duration", Duration.between(s, at).toMillis() / 1000.0));
  }

  private static Optional<EventDraft> of(
      String type, Severity severity, Map<String, Object> data, WorkflowRun run) {
    return Optional.of(new EventDraft(type, SOURCE, severity, data, run.workflowId()));
  }
}
