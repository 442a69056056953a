package io.orchestrator.domain.health;

import java.util.Locale;

/** The four health states of the specification, from best to worst. */
public enum HealthStatus {
  HEALTHY,
  DEGRADED,
  UNHEALTHY,
  CRITICAL;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
