package io.orchestrator.domain.system;

import java.util.Locale;

/** The seven states of the specification. */
public enum SystemState {
  INITIALIZING,
  READY,
  RUNNING,
  DEGRADED,
  MAINTENANCE,
  ERROR,
  SHUTDOWN;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
