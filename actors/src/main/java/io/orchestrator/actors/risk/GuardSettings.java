package io.orchestrator.actors.risk;

import io.orchestrator.domain.risk.BreakerPolicies;
import java.time.Duration;

/**
 * When the guard believes a number, warns, and trips.
 *
 * @param confirmations readings over a limit, each on newer prices, before it is a violation or
 *     trips a breaker
 * @param outOf among so many of the last
 * @param warnAt share of a limit from which on there is a warning
 * @param dataGrace how long held names may be without a fresh price, or books different from the
 *     broker's, before it is a violation; market open
 * @param lossStreak losing trades in a row that trip the breaker; 15 come by chance in one of
 *     hundred days of 500 trades, five several times on each
 * @param errorRate share of failed orders that trips the breaker
 * @param errorMinimum orders in the window before the share counts
 * @param errorWindow sliding
 * @param blindShare share of held names without a fresh price that trips the breaker
 * @param fourEyes raising a limit, releasing a kill and resetting a breaker need a second person
 * @param approvalTtl a request that nobody decided is gone after this
 */
public record GuardSettings(
    int confirmations,
    int outOf,
    double warnAt,
    Duration dataGrace,
    int lossStreak,
    double errorRate,
    int errorMinimum,
    Duration errorWindow,
    double blindShare,
    boolean fourEyes,
    Duration approvalTtl,
    BreakerPolicies breakers) {

  public static final GuardSettings DEFAULT =
      new GuardSettings(
          2,
          3,
          0.8,
          Duration.ofSeconds(60),
          15,
          0.3,
          10,
          Duration.ofMinutes(10),
          0.5,
          false,
          Duration.ofHours(1),
          BreakerPolicies.DEFAULT);

  public GuardSettings {
    require(confirmations >= 1, "confirmations must be at least 1, was " + confirmations);
    require(outOf >= confirmations, "out-of must be at least confirmations, was " + outOf);
    require(warnAt > 0 && warnAt < 1, "warn-at must be in (0, 1), was " + warnAt);
    require(lossStreak >= 1, "loss-streak must be at least 1, was " + lossStreak);
    require(errorRate > 0 && errorRate <= 1, "error-rate must be in (0, 1], was " + errorRate);
    require(errorMinimum >= 1, "error-minimum must be at least 1, was " + errorMinimum);
    require(blindShare > 0 && blindShare <= 1, "blind-share must be in (0, 1], was " + blindShare);
    positive("data-grace", dataGrace);
    positive("error-window", errorWindow);
    positive("approval-ttl", approvalTtl);
  }

  private static void positive(String name, Duration value) {
    require(
        value != null && !value.isNegative() && !value.isZero(),
        name + " must be longer than nothing, was " + value);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
