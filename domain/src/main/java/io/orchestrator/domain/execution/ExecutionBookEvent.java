package io.orchestrator.domain.execution;

import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import java.time.Instant;

/** Which parents exist, beside their own journals; wall time. */
public sealed interface ExecutionBookEvent extends JournalRecord {

  /** Before its own journal says anything. */
  @Journaled(name = "execution-book-opened")
  record Opened(String id, Instant at) implements ExecutionBookEvent {}

  @Journaled(name = "execution-book-closed")
  record Closed(ExecutionSummary summary, Instant at) implements ExecutionBookEvent {}

  /** Opened, but its own journal never began: it does not exist. */
  @Journaled(name = "execution-book-dropped")
  record Dropped(String id, Instant at) implements ExecutionBookEvent {}
}
