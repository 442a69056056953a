package io.orchestrator.domain.risk;

import java.time.Duration;

/**
 * What a breaker does and how it closes, as data.
 *
 * @param opens the state it goes to; CLOSED switches it off
 * @param reset how it closes
 * @param hold TIMED and HALF_OPEN: how long it is open; HYSTERESIS: how long the number must be
 *     clear
 * @param probe HALF_OPEN: how long small entries must go well
 * @param probeSize HALF_OPEN: share of the largest order in USD that passes meanwhile
 */
public record BreakerPolicy(
    BreakerState opens, Reset reset, Duration hold, Duration probe, double probeSize) {

  /** How an open breaker closes; a person with a reason may close each. */
  public enum Reset {
    /** Only by a person with a reason. */
    MANUAL,
    /** After {@code hold}, when the cause is gone. */
    TIMED,
    /** With the next session, when the cause is gone. */
    NEXT_SESSION,
    /** When its number was clear for {@code hold}. */
    HYSTERESIS,
    /** After {@code hold} small entries pass; when that went well for {@code probe}, it closes. */
    HALF_OPEN
  }

  public BreakerPolicy {
    if (opens == null || opens == BreakerState.PROBING) {
      throw new IllegalArgumentException(
          "opens must be closed, entries-blocked, reduce-only or halted, was " + opens);
    }
    if (reset == null) {
      throw new IllegalArgumentException("reset is missing");
    }
    if (hold == null || hold.isNegative()) {
      throw new IllegalArgumentException("hold must not be negative, was " + hold);
    }
    if (probe == null || probe.isNegative()) {
      throw new IllegalArgumentException("probe must not be negative, was " + probe);
    }
    if (!(probeSize > 0 && probeSize <= 1)) {
      throw new IllegalArgumentException("probe-size must be in (0, 1], was " + probeSize);
    }
  }

  static BreakerPolicy of(BreakerState opens, Reset reset, Duration hold) {
    return new BreakerPolicy(opens, reset, hold, Duration.ofMinutes(5), 0.25);
  }
}
