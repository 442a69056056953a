package io.orchestrator.domain.health;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A service as the Health Monitor judges it.
 *
 * @param latencyMs of the last successful probe
 * @param requiredFor the capabilities that stop without it; empty: nothing
 */
public record ServiceHealth(
    ServiceName service,
    HealthStatus status,
    double latencyMs,
    Instant checkedAt,
    Instant since,
    int consecutiveFailures,
    String detail,
    Optional<Recovery> recovery,
    List<String> requiredFor) {

  /** A recovery in progress. */
  public record Recovery(RecoveryStep step, int attempt, Optional<Instant> nextAt) {}
}
