package io.orchestrator.persistence.journal;

import java.io.NotSerializableException;

/** A journal row that this program cannot read, or a record that it cannot write. */
public final class JournalFormatException extends NotSerializableException {
  private static final long serialVersionUID = 1L;

  JournalFormatException(String message) {
    super(message);
  }

  JournalFormatException(String message, Throwable cause) {
    super(message);
    initCause(cause);
  }
}
