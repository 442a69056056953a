package io.orchestrator.domain.risk;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A number that comes near its limit.
 *
 * @param predicted until the limit is reached if it goes on like in the last minutes; empty when it
 *     does not rise
 */
public record Warning(
    ViolationType type,
    String subject,
    double value,
    double limit,
    Optional<Duration> predicted,
    Instant since) {

  /** What is left. */
  public double distance() {
    return limit - value;
  }
}
