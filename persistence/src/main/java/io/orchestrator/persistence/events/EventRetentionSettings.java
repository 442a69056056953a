package io.orchestrator.persistence.events;

import io.orchestrator.domain.event.Severity;
import java.time.Duration;

/**
 * How long events are kept in the history, by severity; zero: for ever.
 *
 * @param lookEvery how often old ones are looked for
 */
public record EventRetentionSettings(
    Duration debug,
    Duration info,
    Duration warning,
    Duration error,
    Duration critical,
    Duration lookEvery) {
  public static final EventRetentionSettings DEFAULT =
      new EventRetentionSettings(
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofHours(1));

  public EventRetentionSettings {
    for (Duration d : new Duration[] {debug, info, warning, error, critical}) {
      if (d.isNegative() || (!d.isZero() && d.compareTo(Duration.ofHours(1)) < 0)) {
        throw new IllegalArgumentException("events are kept for ever (0) or for at least an hour");
      }
    }
    if (lookEvery.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("look-every must be at least 1s");
    }
  }

  Duration of(Severity severity) {
    return switch (severity) {
      case DEBUG -> debug;
      case INFO -> info;
      case WARNING -> warning;
      case ERROR -> error;
      case CRITICAL -> critical;
    };
  }

  boolean forEver() {
    for (Severity severity : Severity.values()) {
      if (!of(severity).isZero()) {
        return false;
      }
    }
    return true;
  }
}
