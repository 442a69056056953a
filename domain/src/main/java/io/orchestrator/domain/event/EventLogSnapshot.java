package io.orchestrator.domain.event;

import io.orchestrator.domain.common.Journaled;
import java.util.List;

/**
 * The event log's memory, so that recovery reads little.
 *
 * @param lastSeq of the newest event; 0 if none
 * @param recent the newest events, oldest first, bounded by the history limit
 */
@Journaled(name = "event-log-snapshot")
public record EventLogSnapshot(long lastSeq, List<SystemEvent> recent) implements EventLogRecord {
  public static final EventLogSnapshot EMPTY = new EventLogSnapshot(0, List.of());

  public EventLogSnapshot {
    recent = List.copyOf(recent);
  }
}
