package io.orchestrator.actors.api;

import io.orchestrator.domain.execution.ExecutionPlan;
import io.orchestrator.domain.execution.ExecutionRules.Wish;
import io.orchestrator.domain.execution.ExecutionSummary;
import io.orchestrator.domain.execution.ParentOrder;
import io.orchestrator.domain.execution.ParentRequest;
import io.orchestrator.domain.order.ClientOrderId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Execution algorithms: parent orders that the desk is given piece by piece. */
public interface Algorithms {
  /** Idempotent by id: a repeat answers with the existing parent, another content is refused. */
  CompletionStage<ParentOrder> submit(ParentRequest request);

  /** Schedule, expected cost and risk; nothing begins. */
  CompletionStage<ExecutionPlan> preview(ParentRequest request);

  /** Idempotent; refused as {@code execution.over} or {@code execution.not_paused}. */
  CompletionStage<ParentOrder> change(ClientOrderId id, Wish wish, String by);

  CompletionStage<Optional<ParentOrder>> find(ClientOrderId id);

  /** Those at work, then the ended ones, newest first. */
  CompletionStage<List<ExecutionSummary>> list(boolean openOnly, int limit);
}
