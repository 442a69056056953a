package io.orchestrator.actors.events;

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
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventLogSnapshot;
import io.orchestrator.domain.event.EventsRecorded;
import io.orchestrator.domain.event.SystemEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The durable end of the Event Manager: gives events their {@code seq} and writes one batch at a
 * time. Asked by the Event Manager only, one command at a time, so nothing ever queues here. A
 * failed write stops it; the Event Manager opens it again and compares.
 */
final class EventLog
    extends EventSourcedBehavior<EventLog.Append, EventsRecorded, EventLogSnapshot> {
  static final PersistenceId ID = PersistenceId.ofUniqueId("event-log");

  /** A draft with the instant at which it happened. */
  record Entry(EventDraft draft, Instant at) {}

  record Append(List<Entry> entries, ActorRef<EventManager.Command> replyTo) {}

  private final ActorRef<EventManager.Command> owner;
  private final EventSettings settings;

  private EventLog(EventSettings settings, ActorRef<EventManager.Command> owner) {
    super(ID);
    this.settings = settings;
    this.owner = owner;
  }

  static Behavior<Append> create(EventSettings settings, ActorRef<EventManager.Command> owner) {
    return Behaviors.setup(context -> new EventLog(settings, owner));
  }

  @Override
  public EventLogSnapshot emptyState() {
    return EventLogSnapshot.EMPTY;
  }

  @Override
  public CommandHandler<Append, EventsRecorded, EventLogSnapshot> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onAnyCommand(
            (state, append) -> {
              List<SystemEvent> events = numbered(append.entries(), state.lastSeq());
              return Effect()
                  .persist(new EventsRecorded(events))
                  .thenRun(s -> append.replyTo().tell(new EventManager.Appended(events)));
            });
  }

  @Override
  public EventHandler<EventLogSnapshot, EventsRecorded> eventHandler() {
    return newEventHandlerBuilder()
        .forAnyState()
        .onAnyEvent((state, recorded) -> apply(state, recorded, settings.historyLimit()));
  }

  @Override
  public SignalHandler<EventLogSnapshot> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.class,
            (state, signal) ->
                owner.tell(new EventManager.LogRecovered(state.lastSeq(), state.recent())))
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), 2);
  }

  static EventLogSnapshot apply(EventLogSnapshot state, EventsRecorded recorded, int limit) {
    List<SystemEvent> recent = new ArrayList<>(state.recent());
    recent.addAll(recorded.events());
    int surplus = recent.size() - limit;
    return new EventLogSnapshot(
        recorded.events().getLast().seq(),
        surplus > 0 ? recent.subList(surplus, recent.size()) : recent);
  }

  private static List<SystemEvent> numbered(List<Entry> entries, long lastSeq) {
    List<SystemEvent> events = new ArrayList<>(entries.size());
    long seq = lastSeq;
    for (Entry entry : entries) {
      EventDraft draft = entry.draft();
      events.add(
          new SystemEvent(
              ++seq,
              entry.at(),
              draft.type(),
              draft.source(),
              draft.severity(),
              draft.data(),
              draft.correlationId()));
    }
    return List.copyOf(events);
  }
}
