package io.orchestrator.persistence.schema;

/** The schema cannot be brought to what this program needs; nothing was changed by halves. */
public final class SchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** A newer program wrote this database. */
    NEWER_THAN_PROGRAM,
    /** A migration that was applied differs from the one in this program. */
    CHANGED_MIGRATION,
    /** Another node holds the migration lock for too long. */
    LOCKED,
    /** The database refused a statement. */
    FAILED
  }

  private final Reason reason;

  SchemaException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
