package io.orchestrator.persistence.archive;

import java.time.Duration;

/**
 * When the histories of what has ended leave the journal for the archive; zero: never.
 *
 * @param workflows after the end of a run
 * @param orders after an order was made, if it has ended
 * @param lookEvery how often they are looked for
 */
public record ArchiveSettings(Duration workflows, Duration orders, Duration lookEvery) {
  public static final ArchiveSettings DEFAULT =
      new ArchiveSettings(Duration.ZERO, Duration.ZERO, Duration.ofHours(1));

  public ArchiveSettings {
    for (Duration d : new Duration[] {workflows, orders}) {
      if (d.isNegative() || (!d.isZero() && d.compareTo(Duration.ofHours(1)) < 0)) {
        throw new IllegalArgumentException(
            "histories stay in the journal for ever (0) or for at least an hour");
      }
    }
    if (lookEvery.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("look-every must be at least 1s");
    }
  }

  boolean off() {
    return workflows.isZero() && orders.isZero();
  }
}
