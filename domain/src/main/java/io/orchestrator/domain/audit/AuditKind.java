package io.orchestrator.domain.audit;

/** What an entry of the audit chain is about. */
public enum AuditKind {
  /** A command was accepted for execution; its {@link #OUTCOME} follows. */
  COMMAND,
  /** How a command ended, under the same correlation id. */
  OUTCOME,
  /** A request was turned away: no token, no right, too many, or no room in the audit. */
  DENIAL,
  /** Somebody logged in, failed to, or logged out. */
  LOGIN,
  /** Something in the system changed; from the event log, once for each event. */
  STATE_CHANGE,
  /** Other risk limits hold. */
  LIMIT_CHANGE
}
