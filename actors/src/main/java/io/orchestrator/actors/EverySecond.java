package io.orchestrator.actors;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.ShardedDaemonProcessSettings;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Looks once a second what is due, each time after the look before has ended; one that fails is
 * logged and the next comes all the same. A child, or one in the whole cluster.
 */
public final class EverySecond extends AbstractBehavior<EverySecond.Command> {
  private static final Duration LOOK = Duration.ofSeconds(1);

  public sealed interface Command {}

  private enum Look implements Command {
    INSTANCE
  }

  /** Sharding wants it to go. */
  public enum Stop implements Command {
    INSTANCE
  }

  private record Looked(Throwable error) implements Command {}

  private final TimerScheduler<Command> timers;
  private final String what;
  private final Supplier<? extends CompletionStage<?>> look;

  /**
   * @param what is looked at, in the plural, for the log
   */
  public static Behavior<Command> create(String what, Supplier<? extends CompletionStage<?>> look) {
    return Behaviors.<Command>supervise(
            Behaviors.setup(
                context ->
                    Behaviors.withTimers(timers -> new EverySecond(context, timers, what, look))))
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(500), Duration.ofSeconds(30), 0.1));
  }

  /**
   * On one node of the cluster at a time.
   *
   * @param name unique in the cluster
   */
  public static void inCluster(
      ActorSystem<?> system,
      String name,
      String what,
      Supplier<? extends CompletionStage<?>> look) {
    ShardedDaemonProcess.get(system)
        .init(
            Command.class,
            name,
            1,
            n -> create(what, look),
            ShardedDaemonProcessSettings.create(system),
            Optional.of(Stop.INSTANCE));
  }

  private EverySecond(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String what,
      Supplier<? extends CompletionStage<?>> look) {
    super(context);
    this.timers = timers;
    this.what = what;
    this.look = look;
    timers.startSingleTimer(Look.INSTANCE, LOOK);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Look m -> getContext().pipeToSelf(look.get(), (done, error) -> new Looked(error));
      case Looked m -> {
        if (m.error() != null) {
          getContext().getLog().warn("{} could not be looked at: {}", what, "" + m.error());
        }
        timers.startSingleTimer(Look.INSTANCE, LOOK);
      }
      case Stop m -> {
        return Behaviors.stopped();
      }
    }
    return this;
  }
}
