package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import io.orchestrator.http.json.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Who informed whom, as the newest runs of analysis_to_trade left it in their journals. The network
 * of a run has the run's id.
 */
final class LatestNetworks {
  private static final String ENGINE = "information_theory";
  private static final List<String> SUMMARY =
      List.of(
          "estimator",
          "inference",
          "unit",
          "observations",
          "max_lag",
          "alpha",
          "tested_links",
          "window_from",
          "window_to");

  private final Workflows workflows;

  LatestNetworks(Workflows workflows) {
    this.workflows = workflows;
  }

  /** Newest first, without their links. */
  CompletionStage<List<Map<String, Object>>> newestFirst() {
    return RunResults.newestFirst(workflows, WorkflowType.ANALYSIS_TO_TRADE)
        .thenApply(
            runs ->
                runs.stream()
                    .flatMap(run -> engine(run).map(e -> summary(run, e).map()).stream())
                    .toList());
  }

  /** Refused with {@code analysis.network_not_found}, {@code workflow.not_found} (404). */
  CompletionStage<Shape> of(String id) {
    return workflows
        .find(id)
        .thenApply(
            run ->
                engine(run)
                    .map(engine -> whole(run, engine))
                    .orElseThrow(
                        () ->
                            new Refusal(
                                    "analysis.network_not_found",
                                    404,
                                    "The run " + id + " has no network (yet).",
                                    "List them with GET /api/analysis/networks.")
                                .asException()));
  }

  /** Its row in the analysis step; none while that runs, or where it failed. */
  private static Optional<Map<String, Object>> engine(WorkflowView run) {
    return RunResults.rows(RunResults.value(run, "run_analysis", "engines").orElse(null)).stream()
        .filter(row -> ENGINE.equals(row.get("engine")))
        .filter(row -> RunResults.map(row.get("details")).get("nodes") instanceof List<?>)
        .findFirst();
  }

  private static Shape summary(WorkflowView run, Map<String, Object> engine) {
    Map<String, Object> details = RunResults.map(engine.get("details"));
    Shape summary =
        Shape.of("id", run.workflowId())
            .and("timeframe", run.parameters().getOrDefault("timeframe", ""))
            .and("started_at", run.startedAt())
            .and("nodes", details.get("nodes"))
            .and("links", RunResults.rows(details.get("network")).size());
    for (String field : SUMMARY) {
      summary.and(field, details.get(field));
    }
    return summary
        .and("data_hash", RunResults.value(run, "run_analysis", "data_hash"))
        .and("seed", RunResults.value(run, "run_analysis", "seed"));
  }

  private static Shape whole(WorkflowView run, Map<String, Object> engine) {
    Map<String, Object> details = RunResults.map(engine.get("details"));
    List<String> nodes = ((List<?>) details.get("nodes")).stream().map(String::valueOf).toList();
    List<Map<String, Object>> edges = RunResults.rows(details.get("network"));
    return summary(run, engine)
        .and("edges", edges)
        .and("adjacency", adjacency(nodes, edges))
        .and("targets", targets(engine));
  }

  /** {@code [source][target]}: information of the strongest variable of a link, 0 without one. */
  private static List<List<Double>> adjacency(List<String> nodes, List<Map<String, Object>> edges) {
    double[][] matrix = new double[nodes.size()][nodes.size()];
    for (Map<String, Object> edge : edges) {
      int source = nodes.indexOf(RunResults.text(edge, "source"));
      int target = nodes.indexOf(RunResults.text(edge, "target"));
      if (source >= 0 && target >= 0 && edge.get("te_nats") instanceof Number nats) {
        matrix[source][target] = Math.max(matrix[source][target], nats.doubleValue());
      }
    }
    List<List<Double>> rows = new ArrayList<>();
    for (double[] row : matrix) {
      rows.add(Arrays.stream(row).boxed().toList());
    }
    return rows;
  }

  /** What was found about each series. */
  private static List<Map<String, Object>> targets(Map<String, Object> engine) {
    List<Map<String, Object>> targets = new ArrayList<>();
    for (Map<String, Object> prediction : RunResults.rows(engine.get("predictions"))) {
      Map<String, Object> explanation = RunResults.map(prediction.get("explanation"));
      Map<String, Object> target = new LinkedHashMap<>();
      target.put("target", prediction.get("symbol"));
      for (String field :
          List.of(
              "own_past_lags",
              "active_information_storage_nats",
              "active_information_storage_p_value",
              "drivers",
              "out_of_sample",
              "reason")) {
        if (explanation.containsKey(field)) {
          target.put(field, explanation.get(field));
        }
      }
      targets.add(target);
    }
    return targets;
  }
}
