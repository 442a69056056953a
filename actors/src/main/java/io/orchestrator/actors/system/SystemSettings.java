package io.orchestrator.actors.system;

import io.orchestrator.domain.system.Damping;
import java.time.Duration;

/**
 * The supervisor's settings.
 *
 * @param autoStart whether a fresh system goes on from READY to RUNNING by itself
 * @param settle how long the start waits for services that are still connecting
 * @param startTimeout after which a start counts as failed
 * @param announceEvery how often the state is told to every node again
 * @param stopTimeout how long one part may take to stop
 */
public record SystemSettings(
    boolean autoStart,
    Duration settle,
    Duration startTimeout,
    Duration announceEvery,
    Duration stopTimeout,
    Damping.Settings damping,
    HostSettings host) {

  public static final SystemSettings DEFAULT =
      new SystemSettings(
          true,
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Damping.Settings.DEFAULT,
          HostSettings.DEFAULT);

  public SystemSettings {
    if (settle.isNegative() || startTimeout.compareTo(settle) <= 0) {
      throw new IllegalArgumentException("a start needs 0 <= settle < start-timeout");
    }
    if (announceEvery.isNegative() || announceEvery.isZero()) {
      throw new IllegalArgumentException("announce-every must be positive");
    }
    if (stopTimeout.isNegative() || stopTimeout.isZero()) {
      throw new IllegalArgumentException("stop-timeout must be positive");
    }
  }
}
