package io.orchestrator.actors.system;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.orchestrator.domain.system.SystemFact;
import io.orchestrator.domain.system.SystemMachine;
import io.orchestrator.domain.system.SystemMemory;
import java.util.List;

/**
 * The supervisor's memory. An actor of its own, so that a database that is down stops neither the
 * supervisor nor the parts under it: then an exit must still go out.
 */
final class SystemJournal
    extends EventSourcedBehavior<SystemJournal.Append, SystemFact, SystemMemory> {
  static final PersistenceId ID = PersistenceId.ofUniqueId("system");

  record Append(List<SystemFact> facts, ActorRef<Notice> replyTo) {}

  /** What the supervisor is told. */
  sealed interface Notice {}

  record Opened(SystemMemory memory) implements Notice {}

  record Saved(int facts) implements Notice {}

  private final ActorRef<Notice> owner;

  private SystemJournal(ActorRef<Notice> owner) {
    super(ID);
    this.owner = owner;
  }

  static Behavior<Append> create(ActorRef<Notice> owner) {
    return Behaviors.setup(context -> new SystemJournal(owner));
  }

  @Override
  public SystemMemory emptyState() {
    return SystemMemory.EMPTY;
  }

  @Override
  public CommandHandler<Append, SystemFact, SystemMemory> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onAnyCommand(
            (state, append) ->
                Effect()
                    .persist(append.facts())
                    .thenRun(s -> append.replyTo().tell(new Saved(append.facts().size()))));
  }

  @Override
  public EventHandler<SystemMemory, SystemFact> eventHandler() {
    return newEventHandlerBuilder().forAnyState().onAnyEvent(SystemMachine::evolve);
  }

  @Override
  public SignalHandler<SystemMemory> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.class, (state, signal) -> owner.tell(new Opened(state)))
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(100, 2);
  }
}
