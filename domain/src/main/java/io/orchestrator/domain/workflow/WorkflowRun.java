package io.orchestrator.domain.workflow;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * State of a run, rebuilt from its events by {@link WorkflowHistory}; also its snapshot.
 *
 * @param end the terminal state, once reached
 * @param cancelledBy who asked for the end; the run may still be on its way there
 * @param failedStep step and error that doomed the run; effects may still be being undone
 * @param undoing the step whose effect is being taken back now
 * @param deadline the run is cancelled if it has not ended by then
 * @param priority see {@link StartOptions}
 */
@Journaled(name = "workflow-run")
public record WorkflowRun(
    String workflowId,
    WorkflowType workflow,
    int version,
    long seed,
    Map<String, Object> parameters,
    String requestedBy,
    Instant startedAt,
    Optional<RunState> end,
    Optional<Instant> endedAt,
    boolean paused,
    Optional<String> cancelledBy,
    Optional<String> failedStep,
    Optional<String> error,
    Optional<String> undoing,
    List<StepRun> steps,
    Optional<Instant> deadline,
    int priority)
    implements JournalRecord {

  public WorkflowRun {
    parameters = JsonLike.copy(parameters);
    steps = List.copyOf(steps);
    // Absent in snapshots of runs that were begun before there were deadlines.
    deadline = deadline == null ? Optional.empty() : deadline;
  }

  public boolean ended() {
    return end.isPresent();
  }

  /** The first step that is not done; empty when all are. */
  public Optional<StepRun> current() {
    return steps.stream().filter(s -> !s.done()).findFirst();
  }

  public StepRun step(String name) {
    return steps.stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no step " + name));
  }

  public RunState state() {
    if (end.isPresent()) {
      return end.get();
    }
    if (cancelledBy.isPresent()) {
      return RunState.CANCELLING;
    }
    if (steps.stream().anyMatch(s -> s.state() == StepState.UNKNOWN)) {
      return RunState.UNKNOWN;
    }
    if (paused) {
      return RunState.PAUSED;
    }
    return waiting().isPresent() ? RunState.WAITING : RunState.RUNNING;
  }

  /** The step that waits for a signal. */
  public Optional<StepRun> waiting() {
    return current().filter(s -> s.state() == StepState.WAITING_FOR_SIGNAL);
  }

  /** Results of the steps that are complete, by name. */
  public Map<String, Object> results() {
    var results = new LinkedHashMap<String, Object>();
    for (StepRun step : steps) {
      if (step.state() == StepState.COMPLETED) {
        results.put(step.name(), step.output());
      }
    }
    return results;
  }

  public WorkflowSummary summary() {
    return new WorkflowSummary(workflowId, workflow, state(), requestedBy, startedAt, endedAt);
  }

  /**
   * @param now wall time, for the duration of a run that goes on
   */
  public WorkflowView view(Instant now) {
    double progress =
        end.equals(Optional.of(RunState.COMPLETED))
            ? 1
            : steps.stream().mapToDouble(StepRun::progress).sum() / steps.size();
    return new WorkflowView(
        workflowId,
        workflow,
        state(),
        progress,
        message(),
        parameters,
        steps.stream().map(WorkflowRun::view).toList(),
        results(),
        error,
        requestedBy,
        startedAt,
        endedAt,
        Duration.between(startedAt, endedAt.orElse(now)).toMillis() / 1000.0,
        deadline,
        priority);
  }

  private static WorkflowView.Step view(StepRun step) {
    return new WorkflowView.Step(
        step.name(),
        step.state(),
        step.attempts(),
        step.startedAt(),
        step.endedAt(),
        step.progress(),
        step.message(),
        step.node());
  }

  private String message() {
    if (end.isPresent()) {
      return error.orElse(end.get().name().toLowerCase(java.util.Locale.ROOT));
    }
    if (undoing.isPresent()) {
      return "undoing " + undoing.get();
    }
    return current()
        .map(s -> s.message().isEmpty() ? s.name() : s.name() + ": " + s.message())
        .orElse("");
  }
}
