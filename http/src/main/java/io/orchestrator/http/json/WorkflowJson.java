package io.orchestrator.http.json;

import io.orchestrator.domain.workflow.CompensationPlan;
import io.orchestrator.domain.workflow.StepState;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowView;

/** Runs of workflows on the wire. */
public final class WorkflowJson {
  private WorkflowJson() {}

  /** The specification's answer to "execute workflow". */
  public static Shape result(WorkflowView view) {
    return Shape.of("status", view.state())
        .and("results", view.results())
        .and("duration", view.durationSeconds())
        .and("workflow_id", view.workflowId())
        .andIf("error", view.error());
  }

  /** The data of a {@code workflow_result} message. */
  public static Shape streamResult(WorkflowView view) {
    return Shape.of("workflow_id", view.workflowId())
        .and("workflow", view.workflow())
        .and("status", view.state())
        .and("results", view.results())
        .and("duration", view.durationSeconds())
        .and("error", view.error());
  }

  /** The data of a {@code workflow_progress} message. */
  public static Shape progress(WorkflowView view) {
    return Shape.of("workflow_id", view.workflowId())
        .and("workflow", view.workflow())
        .and("step", currentStep(view))
        .and("state", view.state())
        .and("progress", view.progress())
        .and("message", view.message());
  }

  public static Shape view(WorkflowView view) {
    return Shape.of("workflow_id", view.workflowId())
        .and("workflow", view.workflow())
        .and("state", view.state())
        .and("progress", view.progress())
        .and("message", view.message())
        .and("parameters", view.parameters())
        .and("steps", view.steps().stream().map(s -> step(s).map()).toList())
        .and("results", view.results())
        .and("error", view.error())
        .and("requested_by", view.requestedBy())
        .and("started_at", view.startedAt())
        .and("ended_at", view.endedAt())
        .and("duration", view.durationSeconds())
        .and("deadline", view.deadline())
        .and("priority", view.priority());
  }

  public static Shape summary(WorkflowSummary summary) {
    return Shape.of("workflow_id", summary.workflowId())
        .and("workflow", summary.workflow())
        .and("state", summary.state())
        .and("requested_by", summary.requestedBy())
        .and("started_at", summary.startedAt())
        .and("ended_at", summary.endedAt());
  }

  public static Shape plan(CompensationPlan plan) {
    return Shape.of("workflow_id", plan.workflowId())
        .and("state", plan.state())
        .and(
            "plan",
            plan.items().stream()
                .map(
                    item ->
                        Shape.of("step", item.step())
                            .and("effect", item.effect())
                            .and("state", item.state())
                            .and("action", item.action())
                            .and("detail", item.detail())
                            .map())
                .toList());
  }

  private static Shape step(WorkflowView.Step step) {
    return Shape.of("name", step.name())
        .and("state", step.state())
        .and("attempts", step.attempts())
        .and("started_at", step.startedAt())
        .and("ended_at", step.endedAt())
        .and("progress", step.progress())
        .and("message", step.message())
        .and("node", step.node());
  }

  /** The first step that is not behind us; the last one when all are. */
  private static String currentStep(WorkflowView view) {
    String last = "";
    for (WorkflowView.Step step : view.steps()) {
      last = step.name();
      if (step.state() != StepState.COMPLETED && step.state() != StepState.SKIPPED) {
        break;
      }
    }
    return last;
  }
}
