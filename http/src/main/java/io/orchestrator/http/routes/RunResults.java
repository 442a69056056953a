package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the newest runs of a workflow left in their journals. */
final class RunResults {
  /** Runs that are looked into. */
  private static final int RUNS = 20;

  private RunResults() {}

  static CompletionStage<List<WorkflowView>> newestFirst(Workflows workflows, WorkflowType type) {
    return workflows
        .list(Optional.empty(), Optional.of(type), Optional.empty(), RUNS)
        .thenCompose(
            runs -> {
              CompletionStage<List<WorkflowView>> all =
                  CompletableFuture.completedStage(new ArrayList<>());
              for (WorkflowSummary run : runs) {
                all =
                    all.thenCombine(
                        workflows.find(run.workflowId()),
                        (found, view) -> {
                          found.add(view);
                          return found;
                        });
              }
              return all;
            });
  }

  static Optional<Object> value(WorkflowView run, String step, String field) {
    return Optional.ofNullable(map(run.results().get(step)).get(field));
  }

  static String text(Map<String, Object> row, String field) {
    return String.valueOf(row.get(field));
  }

  /** Empty if it is none. */
  static Map<String, Object> map(Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> given) {
      given.forEach((k, v) -> map.put(String.valueOf(k), v));
    }
    return map;
  }

  /** Empty if it is none. */
  static List<Map<String, Object>> rows(Object value) {
    return value instanceof List<?> items
        ? items.stream().map(RunResults::map).toList()
        : List.of();
  }
}
