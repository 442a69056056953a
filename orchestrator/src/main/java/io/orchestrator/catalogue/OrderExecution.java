package io.orchestrator.catalogue;

import io.orchestrator.actors.api.Algorithms;
import io.orchestrator.actors.api.Trading;
import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.actors.workflow.StepFailure;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Carries a plan out. May be started again at any moment: the desk knows each order by its id, so a
 * second submission of the same order is a question about the first.
 */
final class OrderExecution {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);

  /** How long an order of the plan waits for a desk that reconnects or compares books. */
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);

  private final Trading trading;
  private final AlgorithmExecution algorithms;
  private final InstantSource clock;

  OrderExecution(Trading trading, Algorithms algorithms, InstantSource clock) {
    this.trading = trading;
    this.algorithms = new AlgorithmExecution(algorithms, clock);
    this.clock = clock;
  }

  Map<String, Object> execute(StepContext context, TradeParameters p, Map<String, Object> plan) {
    List<Map<String, Object>> rows = Json.rows(plan, "orders");
    if (!p.sends()) {
      String why = p.dryRun() ? "dry_run" : "execute is false";
      return Json.row(
          "executed", false, "reason", why, "orders", List.of(), "planned", rows.size());
    }
    Instant validUntil = Instant.parse(Json.text(plan, "planned_at")).plus(p.planValid());
    if (!p.algorithm().equals(TradeParameters.NO_ALGORITHM)) {
      return algorithms.execute(context, p, rows, validUntil);
    }
    var sent = new LinkedHashMap<ClientOrderId, OrderView>();
    var unsent = new ArrayList<Map<String, Object>>();
    for (Map<String, Object> row : rows) {
      OrderRequest order = OrderPlanner.fromRow(context.workflowId(), row);
      submit(context, order, validUntil, sent, unsent);
      context.progress(
          0.5 * (sent.size() + unsent.size()) / rows.size(), sent.size() + " orders submitted");
    }
    monitor(context, p, sent);
    return result(rows, sent, unsent);
  }

  private void submit(
      StepContext context,
      OrderRequest order,
      Instant validUntil,
      Map<ClientOrderId, OrderView> sent,
      List<Map<String, Object>> unsent) {
    ClientOrderId id = order.clientOrderId();
    boolean tooLate = !clock.instant().isBefore(validUntil);
    if (context.cancelled() || tooLate) {
      Optional<OrderView> earlier = context.await(trading.find(id), ANSWER_WITHIN);
      earlier.ifPresentOrElse(
          view -> sent.put(id, view),
          () ->
              unsent.add(
                  Json.row(
                      "client_order_id",
                      id.value(),
                      "reason",
                      context.cancelled() ? "cancelled" : "the plan is too old")));
      return;
    }
    paced(context, id, sent);
    // Not broken off by a cancel: whether an order left must be known before anything else.
    Duration left = Duration.between(clock.instant(), validUntil);
    Duration patience = left.compareTo(READY_WITHIN) < 0 ? left : READY_WITHIN;
    sent.put(id, context.await(trading.submit(order, patience), patience.plus(ANSWER_WITHIN)));
  }

  /** An order that the desk knows already is a question and waits for nothing. */
  private void paced(StepContext context, ClientOrderId id, Map<ClientOrderId, OrderView> sent) {
    List<Instant> intents = sent.values().stream().map(OrderView::createdAt).sorted().toList();
    Duration pause = new RunBudget(context.parameters()).pause(intents, clock.instant());
    if (!pause.isZero() && context.await(trading.find(id), ANSWER_WITHIN).isEmpty()) {
      context.await(
          new CompletableFuture<Void>()
              .completeOnTimeout(null, pause.toMillis() + 1, TimeUnit.MILLISECONDS),
          pause.plus(ANSWER_WITHIN));
    }
  }

  /** Waits for the ends; what is still at work at the time-out or under a cancel is cancelled. */
  private void monitor(StepContext context, TradeParameters p, Map<ClientOrderId, OrderView> sent) {
    var ends = new LinkedHashMap<ClientOrderId, CompletionStage<OrderView>>();
    sent.forEach(
        (id, view) -> {
          if (!view.status().terminal()) {
            ends.put(id, trading.awaitEnd(id));
          }
        });
    var all = allOf(ends.values());
    try {
      context.await(withinFillTimeout(all, p.fillTimeout()));
    } catch (StepContext.StepCancelled e) {
      context.progress(0.9, "cancelling what is not filled");
    }
    ends.forEach(
        (id, end) -> {
          if (!end.toCompletableFuture().isDone()) {
            cancel(context, id);
          }
        });
    for (var end : ends.entrySet()) {
      sent.put(end.getKey(), lastView(context, end.getKey(), end.getValue()));
    }
  }

  private static CompletableFuture<Void> allOf(
      java.util.Collection<CompletionStage<OrderView>> ends) {
    return CompletableFuture.allOf(
            ends.stream()
                .map(e -> e.toCompletableFuture().exceptionally(x -> null))
                .toArray(CompletableFuture[]::new))
        .thenApply(done -> null);
  }

  private static CompletableFuture<Void> withinFillTimeout(
      CompletableFuture<Void> all, Duration timeout) {
    return all.copy().completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void cancel(StepContext context, ClientOrderId id) {
    try {
      context.await(trading.cancel(id, "workflow:" + context.workflowId()), ANSWER_WITHIN);
    } catch (RuntimeException e) {
      // It may have been filled in this very moment; its last view says what became of it.
      context.progress(0.9, "cancel of " + id + ": " + MarketHistory.words(e));
    }
  }

  private OrderView lastView(
      StepContext context, ClientOrderId id, CompletionStage<OrderView> end) {
    try {
      return context.await(end, ANSWER_WITHIN);
    } catch (RuntimeException e) {
      return context
          .await(trading.find(id), ANSWER_WITHIN)
          .orElseThrow(() -> StepFailure.retryable("the desk does not know " + id));
    }
  }

  private static Map<String, Object> result(
      List<Map<String, Object>> plan,
      Map<ClientOrderId, OrderView> sent,
      List<Map<String, Object>> unsent) {
    var orders = new ArrayList<Map<String, Object>>();
    double notional = 0;
    double cost = 0;
    double commission = 0;
    for (Map<String, Object> row : plan) {
      OrderView v = sent.get(new ClientOrderId(Json.text(row, "client_order_id")));
      if (v == null) {
        continue;
      }
      double mid = Json.number(row, "mid");
      double price = v.averagePrice().doubleValue();
      double slippage = v.filled() == 0 ? 0 : (price - mid) * v.side().sign();
      notional += v.filled() * price;
      cost += v.filled() * slippage;
      commission += v.commission().doubleValue();
      orders.add(order(v, mid, slippage));
    }
    long filled = sent.values().stream().filter(v -> v.filled() == v.quantity()).count();
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

  /** Slippage is against the middle of the quote on which the order was planned. */
  private static Map<String, Object> order(OrderView v, double mid, double slippage) {
    return Json.row(
        "client_order_id", v.clientOrderId().value(),
        "symbol", v.symbol(),
        "side", v.side(),
        "quantity", v.quantity(),
        "status", v.status(),
        "filled", v.filled(),
        "average_price", v.averagePrice(),
        "arrival_mid", mid,
        "slippage_bps", mid == 0 ? 0 : 10_000 * slippage / mid,
        "commission", v.commission(),
        "detail", v.detail());
  }
}
