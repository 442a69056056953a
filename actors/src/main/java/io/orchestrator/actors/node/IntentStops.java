package io.orchestrator.actors.node;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.actors.risk.StopsIntents.Halt;
import io.orchestrator.actors.risk.StopsIntents.Stopped;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.workflow.RunQuery;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** A run in doubt goes on as soon as it knows: into its next step, or into its end. */
  private static final List<RunState> OPEN =
      List.of(RunState.RUNNING, RunState.WAITING, RunState.PAUSED, RunState.UNKNOWN);

  CompletionStage<Stopped> stop(Halt halt) {
    CompletionStage<Stopped> all = CompletableFuture.completedStage(new Stopped(Set.of(), true));
    for (WorkflowType type :
        List.of(WorkflowType.ANALYSIS_TO_TRADE, WorkflowType.PORTFOLIO_REBALANCE)) {
      for (RunState state : OPEN) {
        all = all.thenCombine(stop(type, state, halt), IntentStops::both);
      }
    }
    return all.thenApply(stopped -> told(stopped, halt));
  }

  private CompletionStage<Stopped> stop(WorkflowType type, RunState state, Halt halt) {
    return workflows
        .list(
            new RunQuery(
                Optional.of(state),
                Optional.of(type),
                Optional.empty(),
                halt.startedBefore(),
                Optional.empty(),
                Optional.empty(),
                RunQuery.MAX_LIMIT))
        .thenCompose(runs -> cancelAll(runs, halt))
        .exceptionally(
            failure -> {
              LOG.error(
                  "running workflows were not cancelled after a halt: {}", failure.toString());
              return Stopped.NOT_ASKED;
            });
  }

  /**
   * A run may have moved from one list to the other meanwhile: only a round that finds none ends
   * it.
   */
  private CompletionStage<Stopped> cancelAll(List<WorkflowSummary> runs, Halt halt) {
    List<String> left =
        runs.stream()
            .map(WorkflowSummary::workflowId)
            .filter(id -> !halt.known().contains(id))
            .toList();
    CompletionStage<Stopped> all =
        CompletableFuture.completedStage(
            new Stopped(Set.of(), left.isEmpty() && runs.size() < RunQuery.MAX_LIMIT));
    for (String id : left) {
      all = all.thenCombine(cancel(id), IntentStops::both);
    }
    return all;
  }

  private CompletionStage<Stopped> cancel(String id) {
    return workflows
        .cancel(id, BY)
        .handle(
            (view, failure) -> {
              if (failure != null) {
                LOG.error("workflow {} not cancelled: {}", id, failure.toString());
                return Stopped.NOT_ASKED;
              }
              return new Stopped(Set.of(id), false);
            });
  }

  private static Stopped both(Stopped a, Stopped b) {
    Set<String> ids = new HashSet<>(a.cancelled());
    ids.addAll(b.cancelled());
    return new Stopped(Set.copyOf(ids), a.complete() && b.complete());
  }

  private Stopped told(Stopped stopped, Halt halt) {
    if (!stopped.cancelled().isEmpty()) {
      events.record(
          new EventDraft(
              EventTypes.INTENTS_CANCELLED,
              BY,
              Severity.WARNING,
              Map.of(
                  "workflows",
                  stopped.cancelled().stream().sorted().toList(),
                  "reason",
                  halt.reason()),
              ""));
    }
    return stopped;
  }
}
