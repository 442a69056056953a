package io.orchestrator.domain.workflow;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run as others see it.
 *
 * @param progress 0 to 1
 * @param results by step name, JSON-like values; complete when the state is COMPLETED
 * @param error the refusal or failure that ended it
 * @param deadline the run is cancelled if it has not ended by then
 * @param priority see {@link StartOptions}
 */
public record WorkflowView(
    String workflowId,
    WorkflowType workflow,
    RunState state,
    double progress,
    String message,
    Map<String, Object> parameters,
    List<Step> steps,
    Map<String, Object> results,
    Optional<String> error,
    String requestedBy,
    Instant startedAt,
    Optional<Instant> endedAt,
    double durationSeconds,
    Optional<Instant> deadline,
    int priority) {

  /**
   * @param node that works or worked on it, {@code host:port} in the cluster; empty: not known
   */
  public record Step(
      String name,
      StepState state,
      int attempts,
      Optional<Instant> startedAt,
      Optional<Instant> endedAt,
      double progress,
      String message,
      Optional<String> node) {}
}
