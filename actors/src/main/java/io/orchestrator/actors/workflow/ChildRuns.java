package io.orchestrator.actors.workflow;

import io.orchestrator.actors.api.PassingRefusals;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.workflow.ErrorClass;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Another workflow as a step of a run: for the code of an idempotent step in pool {@link
 * WorkflowProgram.Pool#NESTED}. The child's name is made of its parent's id and a key, so that a
 * repeat after a crash finds the same child; a parent that is cancelled cancels it; a child that
 * failed is retried when its parent's step is.
 */
public final class ChildRuns {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  /** From the wish that a child ends to its last word: longer than any clean-up of orders. */
  private static final Duration END_WITHIN = Duration.ofMinutes(2);

  private final Supplier<Workflows> workflows;

  /**
   * @param workflows asked for when the first child begins: programs are made before their engine
   */
  public ChildRuns(Supplier<Workflows> workflows) {
    this.workflows = workflows;
  }

  /**
   * Runs the child to its end.
   *
   * @param key unique among the children of this run
   * @return {@code workflow_id}, {@code state} and {@code results} of the child
   * @throws StepFailure if it failed or was cancelled by somebody else
   */
  public Map<String, Object> run(
      StepContext context, String key, WorkflowType type, Map<String, Object> parameters) {
    WorkflowView child = begun(context, key, type, parameters);
    context.progress(0, "workflow " + child.workflowId());
    WorkflowView end;
    try {
      end = context.await(workflows.get().awaitEnd(child.workflowId()));
    } catch (StepContext.StepCancelled e) {
      if (parentIsEnding(context)) {
        cancelled(context, child.workflowId());
      }
      throw e;
    }
    if (end.state() != RunState.COMPLETED) {
      throw StepFailure.permanent(
          "workflow.child_failed: %s %s is %s%s"
              .formatted(
                  type.wireName(),
                  end.workflowId(),
                  end.state().name().toLowerCase(Locale.ROOT),
                  end.error().map(error -> ": " + error).orElse("")));
    }
    var row = new LinkedHashMap<String, Object>();
    row.put("workflow_id", end.workflowId());
    row.put("state", end.state().name().toLowerCase(Locale.ROOT));
    row.put("results", end.results());
    return row;
  }

  private WorkflowView begun(
      StepContext context, String key, WorkflowType type, Map<String, Object> parameters) {
    // A child may trade only where its parent was allowed to.
    boolean mayTrade = Boolean.TRUE.equals(context.parameters().get("execute"));
    String by = "workflow:" + context.workflowId();
    try {
      WorkflowView child =
          context.await(
              workflows.get().start(type.wireName(), parameters, Optional.of(key), by, mayTrade),
              ANSWER_WITHIN);
      return child.state() == RunState.FAILED
          ? context.await(workflows.get().retry(child.workflowId(), by), ANSWER_WITHIN)
          : child;
    } catch (RefusedException e) {
      if (PassingRefusals.passes(e.refusal())) {
        throw StepFailure.retryable(e.getMessage(), ErrorClass.BUSY);
      }
      throw e;
    }
  }

  /** Else it only moves to another node, or tries again: the child goes on. */
  private boolean parentIsEnding(StepContext context) {
    RunState state =
        context.await(workflows.get().find(context.workflowId()), ANSWER_WITHIN).state();
    return state == RunState.CANCELLING || state.terminal();
  }

  private void cancelled(StepContext context, String childId) {
    try {
      context.await(
          workflows.get().cancel(childId, "workflow:" + context.workflowId()), ANSWER_WITHIN);
    } catch (RefusedException e) {
      // It ended in this very moment.
      context.progress(1, "cancel of " + childId + ": " + e.refusal().detail());
    }
    context.await(workflows.get().awaitEnd(childId), END_WITHIN);
  }
}
