package io.orchestrator.domain.workflow;

/** Why an attempt failed, as far as it matters for the next one. */
public enum ErrorClass {
  /** Something did not answer or broke off: a connection, a process, a database. */
  TRANSIENT,
  /** Somebody asked for patience: rate limit, full queue, 429. */
  BUSY,
  /** The attempt took too long or gave no sign of life. */
  TIMEOUT,
  /** The data are not good enough; newer ones may be. */
  DATA,
  /** An exception that nobody foresaw. */
  UNEXPECTED,
  /** Refused or impossible: trying again cannot help. */
  PERMANENT
}
