package io.orchestrator.actors.node;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * After a halt the workflows that mean to trade are cancelled: a signal that was made before it
 * must not be carried out after it. A search for parameters trades nothing and goes on.
 */
record IntentStops(Workflows workflows, Events events) {
  private static final Logger LOG = LoggerFactory.getLogger(IntentStops.class);
  private static final String BY = "risk_monitor";
  private static final int MAX_RUNS = 1_000;

  /** A run whose step is in doubt goes on when it is cleared up; one being cancelled does not. */
  private static final List<RunState> OPEN =
      List.of(RunState.RUNNING, RunState.WAITING, RunState.PAUSED, RunState.UNKNOWN);

  void stop(String reason) {
    for (WorkflowType type :
        List.of(WorkflowType.ANALYSIS_TO_TRADE, WorkflowType.PORTFOLIO_REBALANCE)) {
      for (RunState state : OPEN) {
        workflows
            .list(Optional.of(state), Optional.of(type), Optional.empty(), MAX_RUNS)
            .thenCompose(this::cancelAll)
            .whenComplete((ids, failure) -> told(ids, failure, reason));
      }
    }
  }

  private CompletionStage<List<String>> cancelAll(List<WorkflowSummary> runs) {
    List<String> ids = new ArrayList<>();
    CompletionStage<Void> all = CompletableFuture.completedStage(null);
    for (WorkflowSummary run : runs) {
      ids.add(run.workflowId());
      all =
          all.thenCombine(
              workflows
                  .cancel(run.workflowId(), BY)
                  .handle(
                      (view, failure) -> {
                        if (failure != null) {
                          LOG.error("workflow {} not cancelled", run.workflowId(), failure);
                        }
                        return view;
                      }),
              (a, b) -> null);
    }
    return all.thenApply(done -> ids);
  }

  private void told(List<String> ids, Throwable failure, String reason) {
    if (failure != null) {
      LOG.error("the running workflows were not cancelled after a halt", failure);
    } else if (!ids.isEmpty()) {
      events.record(
          new EventDraft(
              EventTypes.INTENTS_CANCELLED,
              BY,
              Severity.WARNING,
              Map.of("workflows", ids, "reason", reason),
              ""));
    }
  }
}
