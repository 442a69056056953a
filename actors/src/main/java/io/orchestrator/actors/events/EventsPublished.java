package io.orchestrator.actors.events;

import io.orchestrator.actors.ClusterMessage;
import io.orchestrator.domain.event.SystemEvent;
import java.util.List;

/** What the log announces to every node once it is on disk; rising {@code seq}, not empty. */
public record EventsPublished(List<SystemEvent> events) implements ClusterMessage {
  static final String TOPIC = "system-events";
}
