package io.orchestrator.domain.workflow;

import io.orchestrator.domain.common.Journaled;
import io.orchestrator.domain.workflow.WorkflowEvent.StepCompleted;
import io.orchestrator.domain.workflow.WorkflowEvent.StepStarted;
import io.orchestrator.domain.workflow.WorkflowEvent.WorkflowCompleted;
import io.orchestrator.domain.workflow.WorkflowEvent.WorkflowStarted;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ordinary course of a run in one row: it or its step is done, and what comes next began. The
 * same events one by one would be twice the rows, and rows are what a run costs.
 *
 * @param started the run
 * @param completed a step
 * @param next the intent of the step behind it
 * @param end nothing is left to do
 */
@Journaled(name = "workflow-advanced")
public record WorkflowAdvanced(
    Optional<WorkflowStarted> started,
    Optional<StepCompleted> completed,
    Optional<StepStarted> next,
    Optional<WorkflowCompleted> end)
    implements WorkflowRecord {

  /** These events as the rows to write: one if they are the ordinary course, else one for each. */
  public static List<WorkflowRecord> rows(List<WorkflowEvent> events) {
    var course =
        new WorkflowAdvanced(
            first(events, WorkflowStarted.class),
            first(events, StepCompleted.class),
            first(events, StepStarted.class),
            first(events, WorkflowCompleted.class));
    return events.size() > 1 && course.events().equals(events)
        ? List.of(course)
        : List.copyOf(events);
  }

  private static <E extends WorkflowEvent> Optional<E> first(
      List<WorkflowEvent> events, Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  @Override
  public List<WorkflowEvent> events() {
    return Stream.of(started, completed, next, end)
        .<WorkflowEvent>flatMap(Optional::stream)
        .toList();
  }
}
