package io.orchestrator.domain.health;

import java.time.Duration;

/**
 * What one probe of a service found.
 *
 * @param reachable false: the service did not answer or answered with an error
 * @param latency of the probe's round trip; zero when not reachable
 * @param impaired it works, but not as it should (fallback cache, delayed data, cpu instead of gpu
 *     is not impaired)
 * @param detail one line for a person: {@code in-process}, {@code cpu-only}, an error text
 */
public record ProbeResult(boolean reachable, Duration latency, boolean impaired, String detail) {
  public static ProbeResult ok(Duration latency, String detail) {
    return new ProbeResult(true, latency, false, detail);
  }

  public static ProbeResult impaired(Duration latency, String detail) {
    return new ProbeResult(true, latency, true, detail);
  }

  public static ProbeResult down(String detail) {
    return new ProbeResult(false, Duration.ZERO, true, detail);
  }
}
