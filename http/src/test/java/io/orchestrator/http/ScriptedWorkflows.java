package io.orchestrator.http;

import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.workflow.CompensationPlan;
import io.orchestrator.domain.workflow.Effect;
import io.orchestrator.domain.workflow.RunQuery;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.SignalRole;
import io.orchestrator.domain.workflow.StartOptions;
import io.orchestrator.domain.workflow.StepState;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Runs that end when a test says so, or at once with the parameter {@code at_once}. */
final class ScriptedWorkflows implements Workflows {
  final Map<String, WorkflowView> runs = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<WorkflowView>> ends = new ConcurrentHashMap<>();
  private final List<String> asked;

  ScriptedWorkflows(List<String> asked) {
    this.asked = asked;
  }

  static WorkflowView run(String id, RunState state, Map<String, Object> parameters) {
    return new WorkflowView(
        id,
        WorkflowType.ANALYSIS_TO_TRADE,
        state,
        state.terminal() ? 1 : 0.4,
        "analysing",
        parameters,
        List.of(
            new WorkflowView.Step(
                "run_analysis",
                StepState.RUNNING,
                1,
                Optional.of(Scripted.NOON),
                Optional.empty(),
                0.4,
                "",
                Optional.of("10.0.0.2:2552"))),
        state.terminal() ? results(parameters) : Map.of(),
        Optional.empty(),
        "tester",
        Scripted.NOON,
        state.terminal() ? Optional.of(Scripted.NOON.plusSeconds(23)) : Optional.empty(),
        23.5,
        Optional.empty(),
        0);
  }

  @SuppressWarnings("unchecked") // As the caller wrote it, a JSON object.
  private static Map<String, Object> results(Map<String, Object> parameters) {
    return parameters.get("results") instanceof Map<?, ?> given
        ? (Map<String, Object>) given
        : Map.of("run_analysis", Map.of("signals", 3));
  }

  void finish(String id) {
    WorkflowView end = run(id, RunState.COMPLETED, runs.get(id).parameters());
    runs.put(id, end);
    ends.get(id).complete(end);
  }

  private final Map<String, String> keys = new ConcurrentHashMap<>();

  @Override
  public CompletionStage<WorkflowView> start(
      String type,
      Map<String, Object> parameters,
      Optional<String> key,
      StartOptions options,
      String requestedBy,
      boolean mayTrade) {
    asked.add("start " + type + " " + parameters + " by " + requestedBy + " " + mayTrade);
    if (WorkflowType.parse(type).isEmpty()) {
      return refuse("workflow.unknown_type", 404, "There is no workflow '" + type + "'.");
    }
    if (key.isPresent() && keys.containsKey(key.get())) {
      WorkflowView old = runs.get(keys.get(key.get()));
      return old.parameters().equals(parameters)
          ? done(old)
          : refuse("workflow.idempotency_conflict", 409, "Another body had this key.");
    }
    String id = "wf-" + (runs.size() + 1);
    key.ifPresent(k -> keys.put(k, id));
    runs.put(id, run(id, RunState.RUNNING, parameters));
    ends.put(id, new CompletableFuture<>());
    if (Boolean.TRUE.equals(parameters.get("at_once"))) {
      finish(id);
    }
    return done(runs.get(id));
  }

  @Override
  public CompletionStage<WorkflowView> awaitEnd(String workflowId) {
    return ends.get(workflowId);
  }

  @Override
  public CompletionStage<WorkflowView> find(String id) {
    return runs.containsKey(id)
        ? done(runs.get(id))
        : refuse("workflow.not_found", 404, "There is no run '" + id + "'.");
  }

  @Override
  public CompletionStage<List<WorkflowSummary>> list(RunQuery query) {
    return done(
        runs.values().stream()
            .filter(run -> query.state().map(s -> s == run.state()).orElse(true))
            .map(
                run ->
                    new WorkflowSummary(
                        run.workflowId(),
                        run.workflow(),
                        run.state(),
                        run.requestedBy(),
                        run.startedAt(),
                        run.endedAt()))
            .limit(query.limit())
            .toList());
  }

  @Override
  public CompletionStage<WorkflowView> cancel(String id, String by) {
    asked.add("cancel " + id + " by " + by);
    return find(id);
  }

  @Override
  public CompletionStage<WorkflowView> pause(String id, String by) {
    return find(id);
  }

  @Override
  public CompletionStage<WorkflowView> resume(String id, String by) {
    return find(id);
  }

  @Override
  public CompletionStage<WorkflowView> retry(String id, String by) {
    asked.add("retry " + id + " by " + by);
    return find(id);
  }

  @Override
  public CompletionStage<WorkflowView> signal(
      String id, String signal, Map<String, Object> payload, String by, Set<SignalRole> roles) {
    asked.add(signal + " " + payload + " to " + id + " by " + by + " " + new TreeSet<>(roles));
    return find(id);
  }

  @Override
  public CompletionStage<CompensationPlan> compensationPlan(String id) {
    return find(id)
        .thenApply(
            run ->
                new CompensationPlan(
                    id,
                    run.state(),
                    List.of(
                        new CompensationPlan.Item(
                            "execute_trades",
                            Effect.IDEMPOTENT,
                            StepState.RUNNING,
                            CompensationPlan.Action.CLEAN_UP,
                            "orders at work are cancelled"))));
  }

  @Override
  public CompletionStage<List<Map<String, Object>>> history(String id) {
    return find(id).thenApply(run -> List.of(Map.of("event", "started")));
  }

  @Override
  public List<TypeDescription> types() {
    return List.of(
        new TypeDescription(
            "analysis_to_trade", List.of("fetch_market_data"), Map.of("type", "object")));
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }

  private static <T> CompletionStage<T> refuse(String code, int status, String detail) {
    return CompletableFuture.failedFuture(
        new Refusal(code, status, detail, "Ask differently.").asException());
  }
}
