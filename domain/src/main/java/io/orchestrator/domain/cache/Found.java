package io.orchestrator.domain.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A value and where it comes from.
 *
 * @param loadedAt wall time
 * @param age since then, when it was found
 * @param failure why it could not be loaded anew; present exactly when the value is stale
 */
public record Found<V>(V value, Instant loadedAt, Duration age, Optional<Throwable> failure) {
  public boolean stale() {
    return failure.isPresent();
  }
}
