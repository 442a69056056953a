package io.orchestrator.actors.workflow;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.orchestrator.domain.port.WorkflowDirectory;
import io.orchestrator.domain.workflow.WorkflowSummary;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * Makes open runs go on after a start, a crash or a lost node without being asked: reads the
 * directory and says to each "you are open". One in the whole cluster.
 */
final class WakeOpenRuns extends AbstractBehavior<WakeOpenRuns.Command> {
  sealed interface Command {}

  private enum Look implements Command {
    INSTANCE
  }

  /** Sharding wants it to go. */
  enum Stop implements Command {
    INSTANCE
  }

  private record Found(List<WorkflowSummary> runs, Throwable error) implements Command {}

  private final WorkflowDirectory directory;
  private final Executor blocking;
  private final BiConsumer<String, WorkflowEntity.Command> tellRun;
  private final TimerScheduler<Command> timers;
  private final Duration interval;

  static Behavior<Command> create(
      WorkflowDirectory directory,
      Executor blocking,
      BiConsumer<String, WorkflowEntity.Command> tellRun,
      Duration interval) {
    return Behaviors.<Command>supervise(
            Behaviors.setup(
                context ->
                    Behaviors.withTimers(
                        timers ->
                            new WakeOpenRuns(
                                context, timers, directory, blocking, tellRun, interval))))
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(500), Duration.ofSeconds(30), 0.1));
  }

  private WakeOpenRuns(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      WorkflowDirectory directory,
      Executor blocking,
      BiConsumer<String, WorkflowEntity.Command> tellRun,
      Duration interval) {
    super(context);
    this.timers = timers;
    this.directory = directory;
    this.blocking = blocking;
    this.tellRun = tellRun;
    this.interval = interval;
    context.getSelf().tell(Look.INSTANCE);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    return switch (command) {
      case Look m -> onLook();
      case Found m -> onFound(m);
      case Stop m -> Behaviors.stopped();
    };
  }

  private Behavior<Command> onLook() {
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(directory::openRuns, blocking),
            (runs, error) -> new Found(runs == null ? List.of() : runs, error));
    return this;
  }

  private Behavior<Command> onFound(Found found) {
    if (found.error() != null) {
      getContext().getLog().warn("open runs could not be read: {}", found.error().toString());
    }
    found.runs().forEach(r -> tellRun.accept(r.workflowId(), new WorkflowEntity.WakeRun(r)));
    timers.startSingleTimer(Look.INSTANCE, interval);
    return this;
  }
}
