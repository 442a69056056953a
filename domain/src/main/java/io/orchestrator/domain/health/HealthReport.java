package io.orchestrator.domain.health;

import java.time.Instant;
import java.util.List;

/**
 * All services at one instant, and the latest changes.
 *
 * @param history newest first, bounded
 */
public record HealthReport(
    Instant timestamp, HealthStatus overall, List<ServiceHealth> services, List<Change> history) {

  public record Change(
      Instant at, ServiceName service, HealthStatus from, HealthStatus to, String detail) {}
}
