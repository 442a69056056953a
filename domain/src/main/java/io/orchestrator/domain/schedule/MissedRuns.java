package io.orchestrator.domain.schedule;

/** What becomes of starts that were due while nobody could start them. */
public enum MissedRuns {
  /** They are left out. */
  SKIP,
  /** The newest is made up for. */
  ONCE,
  /** Each is made up for, the oldest first. */
  ALL
}
