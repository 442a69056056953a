package io.orchestrator.domain.system;

/** What the operators want; the state is what came of it. Remembered over restarts. */
public enum Wish {
  /** Work: RUNNING, or DEGRADED where something is missing. */
  RUN,
  /** Initialised, but nothing is started: READY. */
  STAND_BY,
  /** Hands off: MAINTENANCE. */
  MAINTAIN
}
