package io.orchestrator.domain.event;

import io.orchestrator.domain.common.Journaled;
import java.util.List;

/**
 * One write of the event log: everything that queued up while the write before was under way.
 *
 * @param events not empty, in rising {@code seq} without gap
 */
@Journaled(name = "events-recorded")
public record EventsRecorded(List<SystemEvent> events) implements EventLogRecord {
  public EventsRecorded {
    events = List.copyOf(events);
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a write holds at least one event");
    }
  }
}
