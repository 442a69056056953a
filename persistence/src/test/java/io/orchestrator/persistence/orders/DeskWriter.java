package io.orchestrator.persistence.orders;

import akka.actor.typed.Behavior;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import io.orchestrator.domain.desk.DeskEvent;
import java.util.List;

/** Writes what it gets into the journal of the trading desk. */
final class DeskWriter extends EventSourcedBehavior<DeskWriter.Batch, DeskEvent, Integer> {
  /** Of one write. */
  record Batch(List<DeskEvent> events) {}

  private DeskWriter() {
    super(PersistenceId.ofUniqueId(OrderHistoryProjection.TRADING_DESK));
  }

  static Behavior<Batch> create() {
    return new DeskWriter();
  }

  @Override
  public Integer emptyState() {
    return 0;
  }

  @Override
  public CommandHandler<Batch, DeskEvent, Integer> commandHandler() {
    return (state, batch) -> Effect().persist(batch.events());
  }

  @Override
  public EventHandler<Integer, DeskEvent> eventHandler() {
    return (state, event) -> state + 1;
  }
}
