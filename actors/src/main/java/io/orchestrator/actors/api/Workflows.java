package io.orchestrator.actors.api;

import io.orchestrator.domain.workflow.CompensationPlan;
import io.orchestrator.domain.workflow.RunQuery;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.SignalRole;
import io.orchestrator.domain.workflow.StartOptions;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The workflow engine. */
public interface Workflows {
  /**
   * Starts a run. Refused with {@code workflow.unknown_type}, {@code workflow.bad_parameters} (all
   * errors at once), {@code workflow.idempotency_conflict} (409), {@code system.not_running} (409),
   * {@code workflow.too_many} (429).
   *
   * @param mayTrade whether the caller's role allows real orders; {@code execute=true} without it
   *     is refused with {@code auth.forbidden}
   */
  CompletionStage<WorkflowView> start(
      String type,
      Map<String, Object> parameters,
      Optional<String> idempotencyKey,
      StartOptions options,
      String requestedBy,
      boolean mayTrade);

  /** Without deadline, of normal priority. */
  default CompletionStage<WorkflowView> start(
      String type,
      Map<String, Object> parameters,
      Optional<String> idempotencyKey,
      String requestedBy,
      boolean mayTrade) {
    return start(type, parameters, idempotencyKey, StartOptions.DEFAULT, requestedBy, mayTrade);
  }

  /** Completes when the run is terminal; never times out by itself. */
  CompletionStage<WorkflowView> awaitEnd(String workflowId);

  /** Refused with {@code workflow.not_found}. */
  CompletionStage<WorkflowView> find(String workflowId);

  CompletionStage<List<WorkflowSummary>> list(RunQuery query);

  /** The newest runs of that state, type and time. */
  default CompletionStage<List<WorkflowSummary>> list(
      Optional<RunState> state, Optional<WorkflowType> type, Optional<Instant> from, int limit) {
    return list(
        new RunQuery(
            state, type, from, Optional.empty(), Optional.empty(), Optional.empty(), limit));
  }

  CompletionStage<WorkflowView> cancel(String workflowId, String by);

  CompletionStage<WorkflowView> pause(String workflowId, String by);

  CompletionStage<WorkflowView> resume(String workflowId, String by);

  /**
   * Starts a failed run again at the step that failed. Refused with {@code workflow.not_failed},
   * {@code workflow.not_undone}, {@code workflow.definition_changed} (409).
   */
  CompletionStage<WorkflowView> retry(String workflowId, String by);

  /**
   * Sends the signal that a run waits for. Refused with {@code workflow.not_awaited} (409), {@code
   * auth.forbidden}, {@code workflow.four_eyes} (403).
   *
   * @param roles of the sender
   */
  CompletionStage<WorkflowView> signal(
      String workflowId,
      String signal,
      Map<String, Object> payload,
      String by,
      Set<SignalRole> roles);

  /** What a roll-back would do now; nothing is done. */
  CompletionStage<CompensationPlan> compensationPlan(String workflowId);

  /** Every persisted event of the run, oldest first, JSON-like. */
  CompletionStage<List<Map<String, Object>>> history(String workflowId);

  /** The registered types with the JSON Schema of their parameters. */
  List<TypeDescription> types();

  record TypeDescription(
      String workflow, List<String> steps, Map<String, Object> parameterSchema) {}
}
