package io.orchestrator.catalogue;

import io.orchestrator.actors.api.Trading;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.order.Bracket;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.ExecutionQuery;
import io.orchestrator.domain.order.OrderQuery;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.portfolio.CorporateAction;
import io.orchestrator.domain.portfolio.LotChoice;
import io.orchestrator.domain.portfolio.Portfolio;
import io.orchestrator.domain.portfolio.Position;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A desk that keeps its promise: an order id is one order, for ever. */
final class FakeDesk implements Trading {
  final Crashes crashes;
  final List<Position> positions = new ArrayList<>();
  final Set<String> refusedByGate = new HashSet<>();

  /** Symbols whose orders rest in the market until they are cancelled. */
  final Set<String> resting = new HashSet<>();

  /** Everything that left the house, once for each time. */
  final List<OrderRequest> atTheBroker = new ArrayList<>();

  private final Map<ClientOrderId, OrderView> orders = new LinkedHashMap<>();
  private final Map<ClientOrderId, CompletableFuture<OrderView>> ends = new HashMap<>();

  FakeDesk(Crashes crashes) {
    this.crashes = crashes;
  }

  @Override
  public CompletionStage<OrderView> submit(OrderRequest r) {
    return crashes.around(
        () -> {
          if (!orders.containsKey(r.clientOrderId())) {
            atTheBroker.add(r);
            boolean rests = resting.contains(r.symbol().value());
            put(r, rests ? OrderStatus.ACKNOWLEDGED : OrderStatus.FILLED);
          }
          return CompletableFuture.completedFuture(orders.get(r.clientOrderId()));
        });
  }

  private void put(OrderRequest r, OrderStatus status) {
    long filled = status == OrderStatus.FILLED ? r.quantity() : 0;
    var view =
        new OrderView(
            r.clientOrderId(),
            r.symbol().value(),
            r.side(),
            r.quantity(),
            r.type(),
            r.limitPrice(),
            r.timeInForce(),
            status,
            filled,
            filled > 0 ? new BigDecimal("100.02") : BigDecimal.ZERO,
            filled > 0 ? BigDecimal.ONE : BigDecimal.ZERO,
            1,
            1,
            Instant.EPOCH,
            Instant.EPOCH,
            r.correlationId(),
            r.requestedBy(),
            "",
            r.conditions());
    update(view);
  }

  private void update(OrderView view) {
    orders.put(view.clientOrderId(), view);
    var end = ends.computeIfAbsent(view.clientOrderId(), id -> new CompletableFuture<>());
    if (view.status().terminal()) {
      end.complete(view);
    }
  }

  @Override
  public CompletionStage<Preview> preview(OrderRequest request) {
    throw new UnsupportedOperationException("not asked for here");
  }

  @Override
  public CompletionStage<List<OrderView>> submit(Bracket bracket) {
    throw new UnsupportedOperationException("not asked for here");
  }

  @Override
  public CompletionStage<OrderQuery.Page> orders(OrderQuery query) {
    throw new UnsupportedOperationException("not asked for here");
  }

  @Override
  public CompletionStage<Optional<Refusal>> dryRun(OrderRequest r) {
    return crashes.around(
        () ->
            CompletableFuture.completedFuture(
                refusedByGate.contains(r.symbol().value())
                    ? Optional.of(new Refusal("risk.var_limit", 409, "too much", "less"))
                    : Optional.empty()));
  }

  @Override
  public CompletionStage<OrderView> cancel(ClientOrderId id, String by) {
    return crashes.around(
        () -> {
          OrderView v = orders.get(id);
          if (!v.status().terminal()) {
            update(
                new OrderView(
                    id,
                    v.symbol(),
                    v.side(),
                    v.quantity(),
                    v.type(),
                    v.limitPrice(),
                    v.timeInForce(),
                    OrderStatus.CANCELLED,
                    v.filled(),
                    v.averagePrice(),
                    v.commission(),
                    1,
                    1,
                    v.createdAt(),
                    v.updatedAt(),
                    v.correlationId(),
                    v.requestedBy(),
                    "cancelled by " + by,
                    v.conditions()));
          }
          return CompletableFuture.completedFuture(orders.get(id));
        });
  }

  @Override
  public CompletionStage<Optional<OrderView>> find(ClientOrderId id) {
    return crashes.around(
        () -> CompletableFuture.completedFuture(Optional.ofNullable(orders.get(id))));
  }

  @Override
  public CompletionStage<OrderView> awaitEnd(ClientOrderId id) {
    return crashes.around(() -> ends.get(id).copy());
  }

  @Override
  public CompletionStage<List<OrderView>> orders(boolean openOnly, int limit) {
    return CompletableFuture.completedFuture(List.copyOf(orders.values()));
  }

  @Override
  public CompletionStage<ExecutionQuery.Page> executions(ExecutionQuery query) {
    return CompletableFuture.completedFuture(query.select(List.of()));
  }

  @Override
  public CompletionStage<Portfolio> apply(CorporateAction action) {
    return portfolio();
  }

  @Override
  public CompletionStage<Portfolio> chooseLots(String execId, LotChoice choice, String by) {
    return portfolio();
  }

  @Override
  public CompletionStage<Portfolio> portfolio() {
    return crashes.around(
        () ->
            CompletableFuture.completedFuture(
                new Portfolio(
                    "DU1",
                    new BigDecimal("100000"),
                    new BigDecimal("100000"),
                    new BigDecimal("200000"),
                    BigDecimal.ZERO,
                    List.copyOf(positions),
                    true,
                    Instant.EPOCH)));
  }
}
