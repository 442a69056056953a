package io.orchestrator.actors.trading;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AskPattern;
import io.orchestrator.actors.Unanswered;
import io.orchestrator.actors.api.DeskControl;
import io.orchestrator.actors.api.Trading;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.desk.BlockedName;
import io.orchestrator.domain.desk.ReconciliationReport;
import io.orchestrator.domain.order.Bracket;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.ExecutionQuery;
import io.orchestrator.domain.order.OrderQuery;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderView;
import io.orchestrator.domain.port.OrderHistory;
import io.orchestrator.domain.portfolio.CorporateAction;
import io.orchestrator.domain.portfolio.LotChoice;
import io.orchestrator.domain.portfolio.Portfolio;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@link Trading} through the desk's reference or its proxy. */
public final class DeskTrading implements Trading, DeskControl {
  private static final String PART = "the trading desk";
  private static final String ADVICE =
      "orders are idempotent by their client order id: ask again with the same one";

  /** One slice of waiting for an end; the wait as a whole has no limit. */
  private static final Duration SLICE = Duration.ofSeconds(20);

  private static final Duration RETRY = Duration.ofMillis(500);

  private final ActorRef<TradingDesk.Command> desk;
  private final ActorSystem<?> system;
  private final OrderHistory history;
  private final Executor blocking;
  private final Duration timeout;
  private final Duration syncTimeout;

  /** Lists what the desk has in memory: open orders, and those that ended lately. */
  public DeskTrading(
      ActorRef<TradingDesk.Command> desk, ActorSystem<?> system, TradingDeskSettings settings) {
    this(desk, system, settings, query -> List.of());
  }

  /**
   * @param history orders that the desk no longer has in memory
   */
  public DeskTrading(
      ActorRef<TradingDesk.Command> desk,
      ActorSystem<?> system,
      TradingDeskSettings settings,
      OrderHistory history) {
    this.history = history;
    this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    this.desk = desk;
    this.system = system;
    this.timeout = settings.askTimeout();
    // A question that meets a running round waits for the one after it.
    this.syncTimeout = settings.syncTimeout().multipliedBy(2);
  }

  @Override
  public CompletionStage<OrderView> submit(OrderRequest request) {
    return submit(request, Duration.ZERO);
  }

  @Override
  public CompletionStage<OrderView> submit(OrderRequest request, Duration patience) {
    return this.<TradingDesk.OrderReply>ask(
            r -> new TradingDesk.Submit(request, patience, r), timeout.plus(patience))
        .thenApply(TradingDesk.OrderReply::orThrow);
  }

  @Override
  public CompletionStage<Optional<Refusal>> dryRun(OrderRequest request) {
    return this.<TradingDesk.DryRunReply>ask(
            r -> new TradingDesk.DryRun(request, false, r), timeout)
        .thenApply(TradingDesk.DryRunReply::refusal);
  }

  @Override
  public CompletionStage<Preview> preview(OrderRequest request) {
    return this.<TradingDesk.DryRunReply>ask(
            r -> new TradingDesk.DryRun(request, true, r), timeout.multipliedBy(2))
        .thenApply(r -> new Preview(r.refusal(), r.decision(), r.broker(), r.brokerFailure()));
  }

  /** One command: no order of it may be handled before the others exist. */
  @Override
  public CompletionStage<List<OrderView>> submit(Bracket bracket) {
    return this.<TradingDesk.OrderReply>ask(
            r -> new TradingDesk.SubmitBracket(bracket, Duration.ZERO, r, system.ignoreRef()),
            timeout)
        .thenApply(TradingDesk.OrderReply::orThrow)
        .thenCompose(entry -> withExits(entry, bracket.exits()));
  }

  private CompletionStage<List<OrderView>> withExits(OrderView entry, List<ClientOrderId> exits) {
    CompletionStage<List<OrderView>> views = CompletableFuture.completedStage(List.of(entry));
    for (ClientOrderId exit : exits) {
      views =
          views.thenCombine(
              find(exit), (known, view) -> Stream.concat(known.stream(), view.stream()).toList());
    }
    return views;
  }

  @Override
  public CompletionStage<OrderQuery.Page> orders(OrderQuery query) {
    return this.<TradingDesk.OrderPage>ask(r -> new TradingDesk.QueryOrders(query, r), timeout)
        .thenCompose(
            known ->
                known.complete()
                    ? CompletableFuture.completedStage(known.page())
                    : CompletableFuture.supplyAsync(
                        () -> query.merge(known.page(), history.select(query)), blocking));
  }

  @Override
  public CompletionStage<Void> cancelEverything(String reason, String by) {
    return this.<TradingDesk.EverythingReply>ask(
            r -> new TradingDesk.CancelEverything(reason, by, r), timeout)
        .thenAccept(reply -> reply.refusal().ifPresent(DeskTrading::refuse));
  }

  private static void refuse(Refusal refusal) {
    throw refusal.asException();
  }

  @Override
  public CompletionStage<OrderView> cancel(ClientOrderId id, String by) {
    return this.<TradingDesk.OrderReply>ask(r -> new TradingDesk.Cancel(id, by, r), timeout)
        .thenApply(TradingDesk.OrderReply::orThrow);
  }

  @Override
  public CompletionStage<Optional<OrderView>> find(ClientOrderId id) {
    return this.<TradingDesk.OrderReply>ask(r -> new TradingDesk.Find(id, r), timeout)
        .thenApply(TradingDesk.OrderReply::order);
  }

  /** Asks again and again, so that it survives restarts of the desk. */
  @Override
  public CompletionStage<OrderView> awaitEnd(ClientOrderId id) {
    CompletableFuture<OrderView> end = new CompletableFuture<>();
    awaitSlice(id, end);
    return end;
  }

  @Override
  public CompletionStage<List<OrderView>> orders(boolean openOnly, int limit) {
    return this.<TradingDesk.OrderList>ask(
            r -> new TradingDesk.ListOrders(openOnly, limit, r), timeout)
        .thenApply(TradingDesk.OrderList::orders);
  }

  @Override
  public CompletionStage<ExecutionQuery.Page> executions(ExecutionQuery query) {
    return this.<TradingDesk.ExecutionPage>ask(
            r -> new TradingDesk.QueryExecutions(query, r), timeout)
        .thenApply(TradingDesk.ExecutionPage::page);
  }

  @Override
  public CompletionStage<Portfolio> portfolio() {
    return this.<TradingDesk.PortfolioReply>ask(TradingDesk.GetPortfolio::new, timeout)
        .thenApply(TradingDesk.PortfolioReply::portfolio);
  }

  @Override
  public CompletionStage<Portfolio> apply(CorporateAction action) {
    return changed(r -> new TradingDesk.ApplyCorporateAction(action, r));
  }

  @Override
  public CompletionStage<Portfolio> chooseLots(String execId, LotChoice choice, String by) {
    return changed(r -> new TradingDesk.ChooseLots(execId, choice, by, r));
  }

  private CompletionStage<Portfolio> changed(
      Function<ActorRef<TradingDesk.PortfolioChanged>, TradingDesk.Command> question) {
    return this.<TradingDesk.PortfolioChanged>ask(question::apply, timeout)
        .thenApply(
            reply -> {
              reply
                  .refusal()
                  .ifPresent(
                      r -> {
                        throw r.asException();
                      });
              return reply.portfolio().orElseThrow();
            });
  }

  @Override
  public CompletionStage<List<ReconciliationReport>> reconciliations(int limit) {
    return this.<TradingDesk.ReconciliationList>ask(
            r -> new TradingDesk.ListReconciliations(limit, r), timeout)
        .thenApply(TradingDesk.ReconciliationList::reports);
  }

  @Override
  public CompletionStage<ReconciliationReport> reconcile(String reason, String by) {
    return reconcile(reason, by, Optional.empty());
  }

  @Override
  public CompletionStage<ReconciliationReport> adopt(long id, String reason, String by) {
    return reconcile(reason, by, Optional.of(id));
  }

  private CompletionStage<ReconciliationReport> reconcile(
      String reason, String by, Optional<Long> adopt) {
    return this.<TradingDesk.ReconciliationReply>ask(
            r -> new TradingDesk.Reconcile(by, reason, adopt, r), syncTimeout.plus(timeout))
        .thenApply(
            reply -> {
              reply
                  .refusal()
                  .ifPresent(
                      refusal -> {
                        throw refusal.asException();
                      });
              return reply.report().orElseThrow();
            });
  }

  @Override
  public CompletionStage<Map<String, BlockedName>> blockedNames() {
    return this.<TradingDesk.Remarks>ask(TradingDesk.ListRemarks::new, timeout)
        .thenApply(TradingDesk.Remarks::blocked);
  }

  @Override
  public CompletionStage<Void> release(String symbol, String reason, String by) {
    return this.<TradingDesk.NameReply>ask(
            r -> new TradingDesk.ReleaseName(symbol, reason, by, r), timeout)
        .thenAccept(reply -> reply.refusal().ifPresent(DeskTrading::refuse));
  }

  @Override
  public CompletionStage<List<String>> remarks() {
    return this.<TradingDesk.Remarks>ask(TradingDesk.ListRemarks::new, timeout)
        .thenApply(TradingDesk.Remarks::remarks);
  }

  private void awaitSlice(ClientOrderId id, CompletableFuture<OrderView> end) {
    this.<TradingDesk.OrderReply>ask(
            r -> new TradingDesk.AwaitEnd(id, SLICE, r), SLICE.plus(timeout))
        .whenComplete(
            (reply, failure) -> {
              if (end.isDone()) {
                return;
              }
              if (failure != null) {
                system
                    .scheduler()
                    .scheduleOnce(RETRY, () -> awaitSlice(id, end), system.executionContext());
              } else if (reply.refusal().isPresent()) {
                end.completeExceptionally(reply.refusal().get().asException());
              } else if (reply.orThrow().status().terminal()) {
                end.complete(reply.orThrow());
              } else {
                awaitSlice(id, end);
              }
            });
  }

  private <R> CompletionStage<R> ask(
      Function<ActorRef<R>, TradingDesk.Command> message, Duration limit) {
    return AskPattern.<TradingDesk.Command, R>ask(desk, message::apply, limit, system.scheduler())
        .exceptionallyCompose(
            failure -> CompletableFuture.failedStage(Unanswered.asRefusal(PART, failure, ADVICE)));
  }
}
