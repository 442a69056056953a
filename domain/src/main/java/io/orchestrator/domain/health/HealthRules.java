package io.orchestrator.domain.health;

import java.time.Duration;
import java.time.Instant;

/** Thresholds → one of the four health states. Pure. */
public final class HealthRules {
  private HealthRules() {}

  /**
   * What is known of a service after a probe.
   *
   * @param latencyMs of the last probe that got an answer
   * @param since when the present status began
   * @param failures probes in a row without an answer
   */
  public record Judgement(
      HealthStatus status,
      double latencyMs,
      Instant checkedAt,
      Instant since,
      int failures,
      String detail) {}

  /** Before the first probe: nothing is known, so nothing is called healthy. */
  public static Judgement unknown(Instant now) {
    return new Judgement(HealthStatus.UNHEALTHY, 0, now, now, 0, "not probed yet");
  }

  public static Judgement judge(
      HealthSettings settings, Judgement before, ProbeResult probe, Instant now) {
    int failures = probe.reachable() ? 0 : before.failures() + 1;
    HealthStatus status =
        probe.reachable()
            ? ofAnswer(settings, probe)
            : worseOf(ofFailures(settings, failures), unknownStays(before));
    double latencyMs = probe.reachable() ? millis(probe.latency()) : before.latencyMs();
    Instant since = status == before.status() ? before.since() : now;
    return new Judgement(status, latencyMs, now, since, failures, probe.detail());
  }

  /** The worst status of all that are required for something; redis and gpu do not count. */
  public static HealthStatus worseOf(HealthStatus a, HealthStatus b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static HealthStatus ofAnswer(HealthSettings settings, ProbeResult probe) {
    if (probe.latency().compareTo(settings.unhealthyLatency()) >= 0) {
      return HealthStatus.UNHEALTHY;
    }
    boolean slow = probe.latency().compareTo(settings.degradedLatency()) >= 0;
    return slow || probe.impaired() ? HealthStatus.DEGRADED : HealthStatus.HEALTHY;
  }

  private static HealthStatus ofFailures(HealthSettings settings, int failures) {
    if (failures >= settings.failuresForCritical()) {
      return HealthStatus.CRITICAL;
    }
    return failures >= settings.failuresForUnhealthy()
        ? HealthStatus.UNHEALTHY
        : HealthStatus.DEGRADED;
  }

  /** A failed probe never makes a service look better than it was. */
  private static HealthStatus unknownStays(Judgement before) {
    return before.status() == HealthStatus.HEALTHY ? HealthStatus.DEGRADED : before.status();
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1_000_000.0;
  }
}
