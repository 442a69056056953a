package io.orchestrator.actors.trading.execution;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import io.orchestrator.actors.Unanswered;
import io.orchestrator.actors.api.Algorithms;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.execution.ExecutionPlan;
import io.orchestrator.domain.execution.ExecutionRefusals;
import io.orchestrator.domain.execution.ExecutionRules.Wish;
import io.orchestrator.domain.execution.ExecutionSummary;
import io.orchestrator.domain.execution.ParentOrder;
import io.orchestrator.domain.execution.ParentRequest;
import io.orchestrator.domain.order.ClientOrderId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@link Algorithms} through the execution desk's reference or its proxy. */
public final class DeskAlgorithms implements Algorithms {
  private static final String PART = "the execution desk";
  private static final String ADVICE =
      "executions are idempotent by their id: ask again with the same one";

  private final ActorRef<ExecutionDesk.Command> desk;
  private final ActorSystem<?> system;
  private final ExecutionSettings settings;

  public DeskAlgorithms(
      ActorRef<ExecutionDesk.Command> desk, ActorSystem<?> system, ExecutionSettings settings) {
    this.desk = desk;
    this.system = system;
    this.settings = settings;
  }

  @Override
  public CompletionStage<ParentOrder> submit(ParentRequest request) {
    return this.<ExecutionDesk.Reply>ask(replyTo -> new ExecutionDesk.Submit(request, replyTo))
        .thenApply(reply -> value(reply.parent(), reply.refusal()));
  }

  @Override
  public CompletionStage<ExecutionPlan> preview(ParentRequest request) {
    return this.<ExecutionDesk.PlanReply>ask(replyTo -> new ExecutionDesk.Preview(request, replyTo))
        .thenApply(reply -> value(reply.plan(), reply.refusal()));
  }

  @Override
  public CompletionStage<ParentOrder> change(ClientOrderId id, Wish wish, String by) {
    return this.<ExecutionDesk.Reply>ask(replyTo -> new ExecutionDesk.Change(id, wish, by, replyTo))
        .thenApply(reply -> value(reply.parent(), reply.refusal()));
  }

  @Override
  public CompletionStage<Optional<ParentOrder>> find(ClientOrderId id) {
    if (id.value().length() > ParentRequest.MAX_ID) {
      return CompletableFuture.failedStage(ExecutionRefusals.notFound(id.value()).asException());
    }
    return this.<ExecutionDesk.Reply>ask(replyTo -> new ExecutionDesk.Find(id, replyTo))
        .thenApply(
            reply -> {
              reply.refusal().ifPresent(DeskAlgorithms::refuse);
              return reply.parent();
            });
  }

  @Override
  public CompletionStage<List<ExecutionSummary>> list(boolean openOnly, int limit) {
    return this.<ExecutionDesk.Summaries>ask(
            replyTo -> new ExecutionDesk.ListExecutions(openOnly, limit, replyTo))
        .thenApply(ExecutionDesk.Summaries::executions);
  }

  private static <T> T value(Optional<T> value, Optional<Refusal> refusal) {
    refusal.ifPresent(DeskAlgorithms::refuse);
    return value.orElseThrow(() -> new IllegalStateException("neither an answer nor a refusal"));
  }

  private static void refuse(Refusal refusal) {
    throw refusal.asException();
  }

  private <R> CompletionStage<R> ask(Function<ActorRef<R>, ExecutionDesk.Command> message) {
    return AskPattern.<ExecutionDesk.Command, R>ask(
            desk, message::apply, settings.askTimeout(), system.scheduler())
        .exceptionallyCompose(
            failure -> CompletableFuture.failedStage(Unanswered.asRefusal(PART, failure, ADVICE)));
  }
}
