package io.orchestrator.persistence.journal;

import akka.actor.typed.Behavior;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import io.orchestrator.domain.event.EventLogRecord;
import io.orchestrator.domain.event.EventLogSnapshot;
import io.orchestrator.domain.event.EventsRecorded;
import io.orchestrator.persistence.events.EventHistoryProjection;

/** Writes what it gets as the event log would. */
public final class EventWriter
    extends EventSourcedBehavior<EventsRecorded, EventLogRecord, EventLogSnapshot> {
  private EventWriter() {
    super(PersistenceId.ofUniqueId(EventHistoryProjection.EVENT_LOG));
  }

  public static Behavior<EventsRecorded> create() {
    return new EventWriter();
  }

  @Override
  public EventLogSnapshot emptyState() {
    return EventLogSnapshot.EMPTY;
  }

  @Override
  public CommandHandler<EventsRecorded, EventLogRecord, EventLogSnapshot> commandHandler() {
    return (state, events) -> Effect().persist(events);
  }

  @Override
  public EventHandler<EventLogSnapshot, EventLogRecord> eventHandler() {
    return (state, event) -> state;
  }
}
