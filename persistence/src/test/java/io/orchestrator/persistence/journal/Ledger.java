package io.orchestrator.persistence.journal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.EventRejectedException;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.RetentionCriteria;
import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import java.time.Duration;
import java.time.Instant;

/** A small persistent actor: it sums what it is given and answers when that is on disk. */
public final class Ledger
    extends EventSourcedBehaviorWithEnforcedReplies<Ledger.Command, Ledger.Record, Ledger.State> {

  public sealed interface Command {}

  public record Add(long amount, String note, ActorRef<State> replyTo) implements Command {}

  public record Read(ActorRef<State> replyTo) implements Command {}

  /** What the journal of the test holds. */
  public sealed interface Record extends JournalRecord permits Added, State {}

  @Journaled(name = "ledger-added")
  public record Added(long amount, String note, Instant at) implements Record {}

  @Journaled(name = "ledger-state")
  public record State(long sum, int count) implements Record {}

  private Ledger(String id) {
    super(
        PersistenceId.ofUniqueId(id),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(50), Duration.ofMillis(500), 0.1));
  }

  public static Behavior<Command> create(String id) {
    // A rejected event (too large to write) would stop the actor: the back-off above covers only
    // failures of the journal.
    return Behaviors.<Command>supervise(new Ledger(id))
        .onFailure(EventRejectedException.class, SupervisorStrategy.restart());
  }

  @Override
  public State emptyState() {
    return new State(0, 0);
  }

  @Override
  public CommandHandlerWithReply<Command, Record, State> commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(
            Add.class,
            (state, add) ->
                Effect()
                    .persist(new Added(add.amount(), add.note(), Instant.now()))
                    .thenReply(add.replyTo(), next -> next))
        .onCommand(Read.class, (state, read) -> Effect().reply(read.replyTo(), state))
        .build();
  }

  @Override
  public EventHandler<State, Record> eventHandler() {
    return newEventHandlerBuilder()
        .forAnyState()
        .onEvent(
            Added.class,
            (state, added) -> new State(state.sum() + added.amount(), state.count() + 1))
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(10, 2);
  }
}
