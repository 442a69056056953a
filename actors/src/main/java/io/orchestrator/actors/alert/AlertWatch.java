package io.orchestrator.actors.alert;

import akka.Done;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.japi.Pair;
import akka.stream.KillSwitches;
import akka.stream.SystemMaterializer;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import io.orchestrator.actors.EverySecond;
import io.orchestrator.domain.event.EventFilter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Follows the event log from where it was judged last, and looks once a second what is due. One in
 * the whole cluster.
 */
final class AlertWatch extends AbstractBehavior<AlertWatch.Command> {
  sealed interface Command {}

  /** Sharding wants it to go. */
  enum Stop implements Command {
    INSTANCE
  }

  private record Begin(long seq) implements Command {}

  private record Failed(String what, Throwable cause) implements Command {}

  private final AlertDesk desk;
  private Optional<UniqueKillSwitch> following = Optional.empty();

  static Behavior<Command> create(AlertDesk desk) {
    return Behaviors.<Command>supervise(Behaviors.setup(context -> new AlertWatch(context, desk)))
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(500), Duration.ofSeconds(30), 0.1));
  }

  private AlertWatch(ActorContext<Command> context, AlertDesk desk) {
    super(context);
    this.desk = desk;
    context.pipeToSelf(
        desk.position(),
        (seq, failure) -> failure == null ? new Begin(seq) : new Failed("position", failure));
    context.spawn(EverySecond.create("alerts", desk::look), "every-second");
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Command.class, this::onCommand)
        .onSignal(PostStop.class, signal -> unfollow())
        .onSignal(PreRestart.class, signal -> unfollow())
        .build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Begin begin -> follow(begin.seq());
      case Failed failed ->
          throw new IllegalStateException("alerts: " + failed.what(), failed.cause());
      case Stop stop -> {
        return Behaviors.stopped();
      }
    }
    return this;
  }

  private void follow(long seq) {
    Pair<UniqueKillSwitch, CompletionStage<Done>> stream =
        desk.events()
            .follow(EventFilter.ALL, seq)
            .viaMat(KillSwitches.single(), Keep.right())
            .mapAsync(1, desk::judge)
            .toMat(Sink.ignore(), Keep.both())
            .run(SystemMaterializer.get(getContext().getSystem()).materializer());
    following = Optional.of(stream.first());
    getContext()
        .pipeToSelf(
            stream.second(),
            (done, failure) -> new Failed("the event log is not followed any more", failure));
  }

  private Behavior<Command> unfollow() {
    following.ifPresent(UniqueKillSwitch::shutdown);
    return this;
  }
}
