package io.orchestrator.actors.api;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.portfolio.CorporateAction;
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

  CompletionStage<OrderView> cancel(ClientOrderId id, String by);

  CompletionStage<Optional<OrderView>> find(ClientOrderId id);

  /** Completes when the order is terminal. */
  CompletionStage<OrderView> awaitEnd(ClientOrderId id);

  /** Newest first. */
  CompletionStage<List<OrderView>> orders(boolean openOnly, int limit);

  CompletionStage<List<Execution>> executions(int limit);

  CompletionStage<Portfolio> portfolio();

  /** Applies a split or dividend to the books, once by its id; answers the account after it. */
  CompletionStage<Portfolio> apply(CorporateAction action);
}
