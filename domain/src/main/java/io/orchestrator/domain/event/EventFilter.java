package io.orchestrator.domain.event;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which events a reader wants; an empty set or Optional means "any".
 *
 * @param minimumSeverity this one and worse
 */
public record EventFilter(
    Set<String> types,
    Set<String> sources,
    Optional<Severity> minimumSeverity,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<String> correlationId) {

  public static final EventFilter ALL =
      new EventFilter(
          Set.of(),
          Set.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public boolean matches(SystemEvent event) {
    // Asked for each event and client, nearly all of whom want every one.
    return this == ALL || matchesEach(event);
  }

  private boolean matchesEach(SystemEvent event) {
    return (types.isEmpty() || types.contains(event.eventType()))
        && (sources.isEmpty() || sources.contains(event.source()))
        && minimumSeverity.map(m -> event.severity().compareTo(m) >= 0).orElse(true)
        && from.map(f -> !event.timestamp().isBefore(f)).orElse(true)
        && to.map(t -> event.timestamp().isBefore(t)).orElse(true)
        && correlationId.map(event.correlationId()::equals).orElse(true);
  }
}
