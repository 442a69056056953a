package io.orchestrator.domain.port;

import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;

/** The stored history, for what is older than the memory holds. Blocking. */
public interface EventHistory {
  EventPage page(EventQuery query);

  /** Highest {@code seq} that the query table holds; 0 if none. */
  long lastSeq();
}
