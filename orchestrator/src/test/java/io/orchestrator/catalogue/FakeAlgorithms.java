package io.orchestrator.catalogue;

import io.orchestrator.actors.api.Algorithms;
import io.orchestrator.domain.execution.ExecutionEvent;
import io.orchestrator.domain.execution.ExecutionPlan;
import io.orchestrator.domain.execution.ExecutionRules.Wish;
import io.orchestrator.domain.execution.ExecutionSummary;
import io.orchestrator.domain.execution.ParentOrder;
import io.orchestrator.domain.execution.ParentRequest;
import io.orchestrator.domain.execution.ParentStatus;
import io.orchestrator.domain.execution.Slice;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Fills each parent at once with one child; keeps how often it was asked. */
final class FakeAlgorithms implements Algorithms {
  final Map<ClientOrderId, ParentOrder> parents = new LinkedHashMap<>();
  int submitted;

  @Override
  public CompletionStage<ParentOrder> submit(ParentRequest request) {
    submitted++;
    return CompletableFuture.completedStage(
        parents.computeIfAbsent(request.id(), id -> filled(request)));
  }

  private static ParentOrder filled(ParentRequest request) {
    Instant at = Instant.parse("2026-01-07T16:00:00Z");
    Slice slice = new Slice(0, at, at.plus(request.duration()), request.quantity());
    ExecutionPlan plan =
        new ExecutionPlan(
            slice.start(),
            slice.end(),
            List.of(slice),
            1,
            request.quantity(),
            "test",
            Optional.empty());
    Optional<ParentOrder> parent = Optional.empty();
    for (ExecutionEvent event :
        List.of(
            new ExecutionEvent.Accepted(request, plan, at),
            new ExecutionEvent.Started(100, at, at),
            new ExecutionEvent.ChildPlanned(
                0, 0, request.quantity(), new BigDecimal("100"), 0, 0, at, at),
            new ExecutionEvent.ChildReported(
                0,
                OrderStatus.FILLED,
                request.quantity(),
                new BigDecimal("100"),
                BigDecimal.ONE,
                "",
                at),
            new ExecutionEvent.Ended(ParentStatus.COMPLETED, 100, 0, 0, at, at))) {
      parent = Optional.of(ParentOrder.evolve(parent, event));
    }
    return parent.orElseThrow();
  }

  @Override
  public CompletionStage<ExecutionPlan> preview(ParentRequest request) {
    throw new UnsupportedOperationException("not asked for here");
  }

  @Override
  public CompletionStage<ParentOrder> change(ClientOrderId id, Wish wish, String by) {
    throw new UnsupportedOperationException("not asked for here");
  }

  @Override
  public CompletionStage<Optional<ParentOrder>> find(ClientOrderId id) {
    return CompletableFuture.completedStage(Optional.ofNullable(parents.get(id)));
  }

  @Override
  public CompletionStage<List<ExecutionSummary>> list(boolean openOnly, int limit) {
    throw new UnsupportedOperationException("not asked for here");
  }
}
