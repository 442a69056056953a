package io.orchestrator.actors.trading;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Writes the journal for its parent, one batch at a time. The parent keeps its own queue meanwhile:
 * an event-sourced actor stashes with a bound and drops what is above it, which must not happen to
 * a fill or a halt. A failed write stops the keeper and, by the death pact, its parent, which
 * begins anew from the journal.
 *
 * @param <E> events
 * @param <S> state, also the snapshot
 */
public final class JournalKeeper<E, S> extends EventSourcedBehavior<JournalKeeper.Append<E>, E, S> {

  /** Write these in one atomic step; the answer is {@code appended}. */
  public record Append<E>(List<E> events) {}

  /**
   * How the keeper works for its parent.
   *
   * @param snapshotEvery events between two snapshots
   * @param recovered told once, with the state after replay
   * @param appended told after each batch is on disk
   */
  public record Assignment<E, S, O>(
      String persistenceId,
      S empty,
      BiFunction<S, E, S> evolve,
      int snapshotEvery,
      ActorRef<O> parent,
      Function<S, O> recovered,
      O appended) {}

  private static final int SNAPSHOTS_KEPT = 2;

  private final Assignment<E, S, Object> assignment;

  private JournalKeeper(Assignment<E, S, Object> assignment) {
    super(PersistenceId.ofUniqueId(assignment.persistenceId()));
    this.assignment = assignment;
  }

  @SuppressWarnings("unchecked") // The parent's type matters to nobody but the one who made it.
  public static <E, S, O> Behavior<Append<E>> create(Assignment<E, S, O> assignment) {
    return Behaviors.setup(context -> new JournalKeeper<>((Assignment<E, S, Object>) assignment));
  }

  @Override
  public S emptyState() {
    return assignment.empty();
  }

  @Override
  public CommandHandler<Append<E>, E, S> commandHandler() {
    return this::onAppend;
  }

  @Override
  public EventHandler<S, E> eventHandler() {
    return (state, event) -> assignment.evolve().apply(state, event);
  }

  @Override
  public SignalHandler<S> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            state -> assignment.parent().tell(assignment.recovered().apply(state)))
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(assignment.snapshotEvery(), SNAPSHOTS_KEPT);
  }

  private Effect<E, S> onAppend(S state, Append<E> append) {
    return Effect()
        .persist(append.events())
        .thenRun(written -> assignment.parent().tell(assignment.appended()));
  }
}
