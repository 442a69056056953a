package io.orchestrator.domain.health;

import java.time.Duration;

/**
 * Bounds of the recovery ladder.
 *
 * @param restartAttempts how often a component is restarted
 * @param resetAttempts how often its connections are reset
 * @param delay before the second attempt; doubles with each further one
 * @param maxDelay upper bound of the delay
 * @param stepTimeout how long one attempt may take before it counts as failed
 */
public record RecoverySettings(
    int restartAttempts,
    int resetAttempts,
    Duration delay,
    Duration maxDelay,
    Duration stepTimeout) {

  public static final RecoverySettings DEFAULT =
      new RecoverySettings(
          1, 3, Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(20));

  public RecoverySettings {
    if (restartAttempts < 0 || restartAttempts > 100 || resetAttempts < 0 || resetAttempts > 100) {
      throw new IllegalArgumentException("recovery attempts must be 0..100");
    }
    if (delay.isNegative() || delay.isZero() || maxDelay.compareTo(delay) < 0) {
      throw new IllegalArgumentException("recovery needs 0 < delay <= max-delay");
    }
    if (stepTimeout.isNegative() || stepTimeout.isZero()) {
      throw new IllegalArgumentException("step-timeout must be positive");
    }
  }
}
