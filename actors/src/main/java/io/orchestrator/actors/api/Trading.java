package io.orchestrator.actors.api;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.order.Bracket;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.ExecutionQuery;
import io.orchestrator.domain.order.OrderQuery;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.RiskDecision;
import io.orchestrator.domain.port.BrokerGateway.WhatIf;
import io.orchestrator.domain.portfolio.CorporateAction;
import io.orchestrator.domain.portfolio.LotChoice;
import io.orchestrator.domain.portfolio.Portfolio;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The trading desk: the only way to an order. */
public interface Trading {
  /**
   * Idempotent by client order id: a repeat answers with the existing order. A denial by the gate
   * is an {@link OrderView} in status DENIED, not a failure.
   */
  CompletionStage<OrderView> submit(OrderRequest request);

  /**
   * As {@link #submit(OrderRequest)}, for orders that were decided already and must not be lost
   * because the system starts, reconnects or compares books: they wait for the end of that. A desk
   * that cannot wait judges at once.
   *
   * @param patience longest wait; after it the order is denied
   */
  default CompletionStage<OrderView> submit(OrderRequest request, Duration patience) {
    return submit(request);
  }

  /**
   * The gate's verdict without any effect.
   *
   * @return empty if it would pass
   */
  CompletionStage<Optional<Refusal>> dryRun(OrderRequest request);

  /**
   * As {@link #dryRun}, with the gate's numbers and what the broker would ask for the order. A
   * broker order id is used up; nothing else happens.
   */
  CompletionStage<Preview> preview(OrderRequest request);

  /**
   * An entry with its exits: all of them are sent, or none is. Idempotent as {@link
   * #submit(OrderRequest)}.
   *
   * @return the entry first
   */
  CompletionStage<List<OrderView>> submit(Bracket bracket);

  /** Open orders and those that ended lately. */
  CompletionStage<OrderQuery.Page> orders(OrderQuery query);

  CompletionStage<OrderView> cancel(ClientOrderId id, String by);

  CompletionStage<Optional<OrderView>> find(ClientOrderId id);

  /** Completes when the order is terminal. */
  CompletionStage<OrderView> awaitEnd(ClientOrderId id);

  /** Newest first. */
  CompletionStage<List<OrderView>> orders(boolean openOnly, int limit);

  /**
   * @param refusal empty if the gate would let it pass
   * @param decision the numbers of that
   * @param broker margin and commission, if the broker answered
   * @param brokerFailure why it did not
   */
  record Preview(
      Optional<Refusal> refusal,
      Optional<RiskDecision> decision,
      Optional<WhatIf> broker,
      String brokerFailure) {}

  CompletionStage<ExecutionQuery.Page> executions(ExecutionQuery query);

  /** Newest first. */
  default CompletionStage<List<Execution>> executions(int limit) {
    return executions(ExecutionQuery.newest(limit)).thenApply(ExecutionQuery.Page::executions);
  }

  CompletionStage<Portfolio> portfolio();

  /** Applies a split or dividend to the books, once by its id; answers the account after it. */
  CompletionStage<Portfolio> apply(CorporateAction action);

  /**
   * Says which lots an execution closed; answers the account after it.
   *
   * @param by who said it
   */
  CompletionStage<Portfolio> chooseLots(String execId, LotChoice choice, String by);
}
