package io.orchestrator.actors.schedule;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Looks once a second whether a schedule is due. One in the whole cluster. */
final class ScheduleClock extends AbstractBehavior<ScheduleClock.Command> {
  /** Much finer than the minute, which is what a cron expression can say. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  sealed interface Command {}

  private enum Look implements Command {
    INSTANCE
  }

  /** Sharding wants it to go. */
  enum Stop implements Command {
    INSTANCE
  }

  private record Looked(Throwable error) implements Command {}

  private final TimerScheduler<Command> timers;
  private final Supplier<CompletionStage<Void>> startWhatIsDue;

  static Behavior<Command> create(Supplier<CompletionStage<Void>> startWhatIsDue) {
    return Behaviors.<Command>supervise(
            Behaviors.setup(
                context ->
                    Behaviors.withTimers(
                        timers -> new ScheduleClock(context, timers, startWhatIsDue))))
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(500), Duration.ofSeconds(30), 0.1));
  }

  private ScheduleClock(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Supplier<CompletionStage<Void>> startWhatIsDue) {
    super(context);
    this.timers = timers;
    this.startWhatIsDue = startWhatIsDue;
    timers.startSingleTimer(Look.INSTANCE, LOOK);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Look m ->
          getContext().pipeToSelf(startWhatIsDue.get(), (done, error) -> new Looked(error));
      case Looked m -> {
        if (m.error() != null) {
          getContext().getLog().warn("schedules could not be looked at: {}", "" + m.error());
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
