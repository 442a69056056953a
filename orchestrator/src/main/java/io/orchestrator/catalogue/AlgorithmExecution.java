package io.orchestrator.catalogue;

import io.orchestrator.actors.api.Algorithms;
import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.execution.Algorithm;
import io.orchestrator.domain.execution.ExecutionReport;
import io.orchestrator.domain.execution.ExecutionRules.Wish;
import io.orchestrator.domain.execution.ParentOrder;
import io.orchestrator.domain.execution.ParentRequest;
import io.orchestrator.domain.execution.Urgency;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Carries a plan out by an execution algorithm: each order of the plan becomes a parent under the
 * order's own name, so that a repeat of the step is a question about the first.
 */
final class AlgorithmExecution {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(40);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** From a cancel to the broker's last word. */
  private static final Duration END_WITHIN = Duration.ofMinutes(2);

  private static final double COLLAR = 0.02;
  private static final double MOST_OF_VOLUME = 0.25;
  private static final double SHARE_OF_VOLUME = 0.1;

  private final Algorithms algorithms;
  private final InstantSource clock;

  AlgorithmExecution(Algorithms algorithms, InstantSource clock) {
    this.algorithms = algorithms;
    this.clock = clock;
  }

  Map<String, Object> execute(
      StepContext context, TradeParameters p, List<Map<String, Object>> rows, Instant validUntil) {
    var parents = new LinkedHashMap<ClientOrderId, ParentOrder>();
    var unsent = new ArrayList<Map<String, Object>>();
    for (Map<String, Object> row : rows) {
      begin(context, request(p, OrderPlanner.fromRow(context.workflowId(), row)), validUntil)
          .ifPresentOrElse(
              parent -> parents.put(parent.request().id(), parent),
              () ->
                  unsent.add(
                      Json.row(
                          "client_order_id",
                          Json.text(row, "client_order_id"),
                          "reason",
                          "cancelled, or the plan is too old")));
    }
    awaitEnds(context, parents);
    return result(parents, unsent);
  }

  private static ParentRequest request(TradeParameters p, OrderRequest order) {
    return new ParentRequest(
        order.clientOrderId(),
        order.symbol(),
        order.side(),
        order.quantity(),
        Algorithm.parse(p.algorithm()).orElseThrow(),
        Optional.empty(),
        p.algorithmDuration(),
        Urgency.MEDIUM,
        Optional.empty(),
        COLLAR,
        MOST_OF_VOLUME,
        SHARE_OF_VOLUME,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        order.correlationId(),
        order.requestedBy());
  }

  private Optional<ParentOrder> begin(
      StepContext context, ParentRequest request, Instant validUntil) {
    if (context.cancelled() || !clock.instant().isBefore(validUntil)) {
      return context.await(algorithms.find(request.id()), ANSWER_WITHIN);
    }
    return Optional.of(context.await(algorithms.submit(request), ANSWER_WITHIN));
  }

  private void awaitEnds(StepContext context, Map<ClientOrderId, ParentOrder> parents) {
    try {
      while (look(context, parents)) {
        context.await(pause());
      }
    } catch (StepContext.StepCancelled e) {
      context.progress(0.9, "cancelling what is not filled");
      parents.keySet().forEach(id -> cancel(context, id));
      Instant deadline = clock.instant().plus(END_WITHIN);
      while (look(context, parents) && clock.instant().isBefore(deadline)) {
        context.await(pause(), LOOK.multipliedBy(5));
      }
    }
  }

  /** Whether any is still at work. */
  private boolean look(StepContext context, Map<ClientOrderId, ParentOrder> parents) {
    parents.replaceAll(
        (id, last) ->
            last.status().terminal()
                ? last
                : context.await(algorithms.find(id), ANSWER_WITHIN).orElse(last));
    long wanted = parents.values().stream().mapToLong(o -> o.request().quantity()).sum();
    long filled = parents.values().stream().mapToLong(ParentOrder::filled).sum();
    context.progress(0.9 * filled / Math.max(1, wanted), filled + " of " + wanted + " shares");
    return parents.values().stream().anyMatch(parent -> !parent.status().terminal());
  }

  private static CompletableFuture<Void> pause() {
    return new CompletableFuture<Void>()
        .completeOnTimeout(null, LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void cancel(StepContext context, ClientOrderId id) {
    try {
      context.await(
          algorithms.change(id, Wish.CANCEL, "workflow:" + context.workflowId()), ANSWER_WITHIN);
    } catch (RefusedException e) {
      // It ended in this very moment; its last view says how.
      context.progress(0.9, "cancel of " + id + ": " + e.refusal().detail());
    }
  }

  private static Map<String, Object> result(
      Map<ClientOrderId, ParentOrder> parents, List<Map<String, Object>> unsent) {
    var orders = new ArrayList<Map<String, Object>>();
    double notional = 0;
    double cost = 0;
    double commission = 0;
    for (ParentOrder parent : parents.values()) {
      ExecutionReport report = ExecutionReport.of(parent);
      notional += report.filled() * report.averagePrice();
      cost += report.arrival().usd();
      commission += report.feesUsd();
      orders.add(order(parent, report));
    }
    long filled = parents.values().stream().filter(parent -> parent.remaining() == 0).count();
    return Json.row(
        "executed", true,
        "orders", orders,
        "not_sent", unsent,
        "filled_orders", filled,
        "filled_notional", notional,
        "slippage_usd", cost,
        "slippage_bps", notional == 0 ? 0 : 10_000 * cost / notional,
        "commission", commission);
  }

  private static Map<String, Object> order(ParentOrder parent, ExecutionReport report) {
    ParentRequest request = parent.request();
    return Json.row(
        "client_order_id", request.id().value(),
        "algorithm", request.algorithm().wireName(),
        "symbol", request.symbol().value(),
        "side", request.side(),
        "quantity", request.quantity(),
        "status", parent.status(),
        "filled", parent.filled(),
        "average_price", parent.averagePrice(),
        "arrival_mid", parent.arrivalPrice(),
        "slippage_bps", report.arrival().bps(),
        "commission", parent.commission(),
        "children", report.children(),
        "detail", parent.reason());
  }
}
