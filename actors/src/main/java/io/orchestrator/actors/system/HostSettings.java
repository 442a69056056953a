package io.orchestrator.actors.system;

import java.time.Duration;

/**
 * How a part is kept alive.
 *
 * @param minBackOff before the first restart; doubles with each further failure
 * @param maxBackOff upper bound
 * @param maxRestarts within {@code window}; one more and the part counts as failing
 * @param window in which restarts are counted
 * @param stableAfter a failing part that lives this long works again
 * @param buffer messages kept for a part while it is away; more are dropped and counted
 */
public record HostSettings(
    Duration minBackOff,
    Duration maxBackOff,
    int maxRestarts,
    Duration window,
    Duration stableAfter,
    int buffer) {

  public static final HostSettings DEFAULT =
      new HostSettings(
          Duration.ofMillis(200),
          Duration.ofSeconds(10),
          5,
          Duration.ofMinutes(1),
          Duration.ofSeconds(15),
          2_000);

  public HostSettings {
    if (minBackOff.isNegative() || minBackOff.isZero() || maxBackOff.compareTo(minBackOff) < 0) {
      throw new IllegalArgumentException("a restart needs 0 < min-back-off <= max-back-off");
    }
    if (maxRestarts < 1 || maxRestarts > 1_000) {
      throw new IllegalArgumentException("max-restarts must be 1..1000");
    }
    if (window.isNegative() || window.isZero() || stableAfter.isNegative()) {
      throw new IllegalArgumentException("window must be positive, stable-after not negative");
    }
    if (buffer < 1 || buffer > 1_000_000) {
      throw new IllegalArgumentException("buffer must be 1..1000000");
    }
  }
}
