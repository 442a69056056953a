package io.orchestrator.actors.workflow;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.orchestrator.domain.workflow.WorkflowView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * Waits for ends of runs on behalf of this node. Subscribes at the run and says so again now and
 * then, because a run that moved or restarted has forgotten who waits.
 */
final class RunWaiters extends AbstractBehavior<RunWaiters.Command> {
  sealed interface Command {}

  record Await(String workflowId, CompletableFuture<WorkflowView> end) implements Command {}

  private record Answered(WorkflowEntity.Answer answer) implements Command {}

  private enum Renew implements Command {
    INSTANCE
  }

  private final BiConsumer<String, WorkflowEntity.Command> tellRun;
  private final WorkflowSettings settings;
  private final ActorRef<WorkflowEntity.Answer> answers;
  private final Map<String, List<CompletableFuture<WorkflowView>>> waiting = new HashMap<>();

  /**
   * @param tellRun sends a message to the run of that id, wherever it lives
   */
  static Behavior<Command> create(
      BiConsumer<String, WorkflowEntity.Command> tellRun, WorkflowSettings settings) {
    return Behaviors.<Command>supervise(
            Behaviors.setup(
                context ->
                    Behaviors.withTimers(
                        timers -> new RunWaiters(context, timers, tellRun, settings))))
        .onFailure(SupervisorStrategy.resume());
  }

  private RunWaiters(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      BiConsumer<String, WorkflowEntity.Command> tellRun,
      WorkflowSettings settings) {
    super(context);
    this.tellRun = tellRun;
    this.settings = settings;
    this.answers = context.messageAdapter(WorkflowEntity.Answer.class, Answered::new);
    timers.startTimerWithFixedDelay(Renew.INSTANCE, settings.waiterRenewal());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Await m -> onAwait(m);
      case Answered m -> onAnswered(m.answer());
      case Renew m -> onRenew();
    }
    return this;
  }

  private void onAwait(Await m) {
    forgetTheDone();
    if (waiting.values().stream().mapToInt(List::size).sum() >= settings.maxWaiters()) {
      m.end()
          .completeExceptionally(
              WorkflowRefusals.tooMany("callers that wait", settings.maxWaiters()).asException());
      return;
    }
    waiting.computeIfAbsent(m.workflowId(), id -> new ArrayList<>()).add(m.end());
    tellRun.accept(m.workflowId(), new WorkflowEntity.AwaitEnd(answers));
  }

  private void onAnswered(WorkflowEntity.Answer answer) {
    var ends = waiting.remove(answer.workflowId());
    if (ends == null) {
      return;
    }
    for (CompletableFuture<WorkflowView> end : ends) {
      answer.view().ifPresent(end::complete);
      answer.refusal().ifPresent(r -> end.completeExceptionally(r.asException()));
    }
  }

  private void onRenew() {
    forgetTheDone();
    waiting.keySet().forEach(id -> tellRun.accept(id, new WorkflowEntity.AwaitEnd(answers)));
  }

  /** Callers may give up by completing or cancelling their future. */
  private void forgetTheDone() {
    waiting.values().forEach(ends -> ends.removeIf(CompletableFuture::isDone));
    waiting.values().removeIf(List::isEmpty);
  }
}
