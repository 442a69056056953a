package io.orchestrator.http.stream;

import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.SystemEvent;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Names the history that sequence numbers count in: the same on every node and after a restart,
 * another one when the store was replaced. Given by configuration, or taken from the oldest event
 * that is kept (then retention changes it too, and a resuming client gets a snapshot).
 */
public final class HistoryEpoch {
  private static final String EMPTY = "empty";
  private final Events events;
  private volatile Optional<String> known;

  public HistoryEpoch(Events events, Optional<String> configured) {
    this.events = events;
    this.known = configured;
  }

  CompletionStage<String> current() {
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known.get());
    }
    return events
        .page(new EventQuery(EventFilter.ALL, Optional.empty(), 1, true))
        .thenApply(
            page -> {
              if (page.events().isEmpty()) {
                return EMPTY;
              }
              String name = name(page.events().getFirst());
              known = Optional.of(name);
              return name;
            });
  }

  /** A client that joined before the first event has seen nothing that could be another's. */
  static boolean same(String clients, String current) {
    return clients.equals(current) || clients.equals(EMPTY);
  }

  private static String name(SystemEvent first) {
    String identity = first.seq() + " " + first.timestamp() + " " + first.eventType();
    return UUID.nameUUIDFromBytes(identity.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .toString();
  }
}
