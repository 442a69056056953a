package io.orchestrator.http;

import io.orchestrator.actors.api.Algorithms;
import io.orchestrator.domain.execution.ExecutionEvent;
import io.orchestrator.domain.execution.ExecutionPlan;
import io.orchestrator.domain.execution.ExecutionRefusals;
import io.orchestrator.domain.execution.ExecutionRules.Wish;
import io.orchestrator.domain.execution.ExecutionSummary;
import io.orchestrator.domain.execution.MarketPicture;
import io.orchestrator.domain.execution.ParentOrder;
import io.orchestrator.domain.execution.ParentRequest;
import io.orchestrator.domain.execution.ParentStatus;
import io.orchestrator.domain.execution.Planning;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Plans for real; each parent has one filled child. */
final class ScriptedAlgorithms implements Algorithms {
  static final Instant TEN = Instant.parse("2026-03-02T15:00:00Z");
  private final Planning planning = new Planning(TradingCalendar.nyse());
  private final Map<ClientOrderId, ParentOrder> parents = new ConcurrentHashMap<>();

  @Override
  public CompletionStage<ParentOrder> submit(ParentRequest request) {
    return now(
        () -> {
          ParentOrder known = parents.get(request.id());
          if (known != null && !known.request().sameContent(request)) {
            throw ExecutionRefusals.duplicate(request.id().value()).asException();
          }
          return parents.computeIfAbsent(request.id(), id -> begun(request));
        });
  }

  private ParentOrder begun(ParentRequest request) {
    Optional<ParentOrder> parent = Optional.empty();
    for (ExecutionEvent event :
        List.of(
            new ExecutionEvent.Accepted(request, plan(request), TEN),
            new ExecutionEvent.Started(100, TEN, TEN),
            new ExecutionEvent.SliceBegun(0, 100, 0, 0, TEN, TEN),
            new ExecutionEvent.ChildPlanned(
                0, 0, 10, new BigDecimal("100.05"), 1_000, 100_100, TEN, TEN),
            new ExecutionEvent.ChildReported(
                0, OrderStatus.FILLED, 10, new BigDecimal("100.02"), BigDecimal.ONE, "", TEN))) {
      parent = Optional.of(ParentOrder.evolve(parent, event));
    }
    return parent.orElseThrow();
  }

  private ExecutionPlan plan(ParentRequest request) {
    return planning.plan(request, new MarketPicture(TEN, Optional.empty(), List.of(), List.of()));
  }

  @Override
  public CompletionStage<ExecutionPlan> preview(ParentRequest request) {
    return now(() -> plan(request));
  }

  @Override
  public CompletionStage<ParentOrder> change(ClientOrderId id, Wish wish, String by) {
    return now(
        () -> {
          ParentOrder known = parents.get(id);
          if (known == null) {
            throw ExecutionRefusals.notFound(id.value()).asException();
          }
          ExecutionEvent event =
              switch (wish) {
                case PAUSE -> new ExecutionEvent.Paused(by, "asked for", TEN);
                case RESUME -> new ExecutionEvent.Resumed(by, false, TEN);
                case CANCEL ->
                    new ExecutionEvent.Stopping(ParentStatus.CANCELLED, by, "asked for", TEN);
              };
          ParentOrder changed = ParentOrder.evolve(Optional.of(known), event);
          parents.put(id, changed);
          return changed;
        });
  }

  @Override
  public CompletionStage<Optional<ParentOrder>> find(ClientOrderId id) {
    return now(() -> Optional.ofNullable(parents.get(id)));
  }

  @Override
  public CompletionStage<List<ExecutionSummary>> list(boolean openOnly, int limit) {
    return now(() -> parents.values().stream().map(ExecutionSummary::of).limit(limit).toList());
  }

  private static <T> CompletionStage<T> now(Supplier<T> answer) {
    try {
      return CompletableFuture.completedStage(answer.get());
    } catch (RuntimeException refused) {
      return CompletableFuture.failedStage(refused);
    }
  }
}
