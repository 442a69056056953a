package io.orchestrator.domain.health;

import java.time.Duration;

/**
 * How services are watched.
 *
 * @param interval between probes of a service that is well
 * @param confirmInterval between probes after a failed one, until it is judged; a single failure is
 *     confirmed or refuted within this time
 * @param probeTimeout a probe that takes longer counts as failed
 * @param degradedLatency from here on DEGRADED
 * @param unhealthyLatency from here on UNHEALTHY
 * @param failuresForUnhealthy failed probes in a row; fewer are DEGRADED
 * @param failuresForCritical failed probes in a row
 * @param historyLimit changes kept for reports
 */
public record HealthSettings(
    Duration interval,
    Duration confirmInterval,
    Duration probeTimeout,
    Duration degradedLatency,
    Duration unhealthyLatency,
    int failuresForUnhealthy,
    int failuresForCritical,
    int historyLimit,
    RecoverySettings recovery) {

  public static final HealthSettings DEFAULT =
      new HealthSettings(
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          2,
          5,
          100,
          RecoverySettings.DEFAULT);

  public HealthSettings {
    require(positive(interval), "health-check-interval must be positive");
    require(positive(confirmInterval), "confirm-interval must be positive");
    require(
        confirmInterval.compareTo(interval) <= 0,
        "confirm-interval must not exceed health-check-interval");
    require(positive(probeTimeout), "probe-timeout must be positive");
    require(positive(degradedLatency), "degraded-latency must be positive");
    require(
        unhealthyLatency.compareTo(degradedLatency) > 0,
        "unhealthy-latency must be above degraded-latency");
    require(failuresForUnhealthy >= 1, "failures-for-unhealthy must be at least 1");
    require(
        failuresForCritical > failuresForUnhealthy,
        "failures-for-critical must be above failures-for-unhealthy");
    require(historyLimit >= 1 && historyLimit <= 10_000, "history-limit must be 1..10000");
  }

  /** The same, probing at another interval (profiles of the configuration). */
  public HealthSettings withInterval(Duration newInterval) {
    Duration confirm = confirmInterval.compareTo(newInterval) > 0 ? newInterval : confirmInterval;
    return new HealthSettings(
        newInterval,
        confirm,
        probeTimeout,
        degradedLatency,
        unhealthyLatency,
        failuresForUnhealthy,
        failuresForCritical,
        historyLimit,
        recovery);
  }

  private static boolean positive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
