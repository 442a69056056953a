package io.orchestrator.http;

import io.orchestrator.actors.api.Trading;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.order.Bracket;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.ExecutionQuery;
import io.orchestrator.domain.order.OrderQuery;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.order.RiskDecision;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.port.BrokerGateway.WhatIf;
import io.orchestrator.domain.portfolio.CorporateAction;
import io.orchestrator.domain.portfolio.LotChoice;
import io.orchestrator.domain.portfolio.Portfolio;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A desk that books every order and never sends one. */
final class ScriptedTrading implements Trading {
  final Map<String, OrderView> orders = new ConcurrentHashMap<>();
  private final List<String> asked;
  final List<Execution> executions = new ArrayList<>();

  ScriptedTrading(List<String> asked) {
    this.asked = asked;
  }

  @Override
  public CompletionStage<OrderView> submit(OrderRequest request) {
    asked.add("submit " + request.clientOrderId());
    return done(orders.computeIfAbsent(request.clientOrderId().value(), id -> view(request)));
  }

  @Override
  public CompletionStage<Optional<Refusal>> dryRun(OrderRequest request) {
    return done(Optional.empty());
  }

  /** The gate lets it pass; the broker names a commission and no margin. */
  @Override
  public CompletionStage<Preview> preview(OrderRequest request) {
    return done(
        new Preview(
            Optional.empty(),
            Optional.of(
                new RiskDecision(
                    request.side() == Side.SELL,
                    100,
                    1_000,
                    0.01,
                    0.02,
                    90_000,
                    0,
                    1,
                    0,
                    Scripted.NOON)),
            Optional.of(
                new WhatIf(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new BigDecimal("1.00")),
                    "USD",
                    "")),
            ""));
  }

  @Override
  public CompletionStage<List<OrderView>> submit(Bracket bracket) {
    bracket.orders().forEach(this::submit);
    return done(bracket.orders().stream().map(o -> orders.get(o.clientOrderId().value())).toList());
  }

  @Override
  public CompletionStage<OrderQuery.Page> orders(OrderQuery query) {
    return done(query.select(List.copyOf(orders.values())));
  }

  @Override
  public CompletionStage<OrderView> cancel(ClientOrderId id, String by) {
    asked.add("cancel order " + id + " by " + by);
    return find(id).thenApply(Optional::orElseThrow);
  }

  @Override
  public CompletionStage<Optional<OrderView>> find(ClientOrderId id) {
    return done(Optional.ofNullable(orders.get(id.value())));
  }

  @Override
  public CompletionStage<OrderView> awaitEnd(ClientOrderId id) {
    return find(id).thenApply(Optional::orElseThrow);
  }

  @Override
  public CompletionStage<List<OrderView>> orders(boolean openOnly, int limit) {
    return done(orders.values().stream().limit(limit).toList());
  }

  @Override
  public CompletionStage<ExecutionQuery.Page> executions(ExecutionQuery query) {
    return done(query.select(executions));
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
    var thousand = new BigDecimal("1000.00");
    return done(
        new Portfolio(
            "DU1", thousand, thousand, thousand, thousand, List.of(), true, Scripted.NOON));
  }

  private static OrderView view(OrderRequest r) {
    return new OrderView(
        r.clientOrderId(),
        r.symbol().value(),
        r.side(),
        r.quantity(),
        r.type(),
        r.limitPrice(),
        r.timeInForce(),
        OrderStatus.INTENDED,
        0,
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        0,
        0,
        Scripted.NOON,
        Scripted.NOON,
        r.correlationId(),
        r.requestedBy(),
        "",
        r.conditions());
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
