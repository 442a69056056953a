package io.orchestrator.domain.workflow;

import io.orchestrator.domain.common.JournalRecord;
import java.util.List;

/** A row in the journal of a run: an event, or those that the ordinary course writes at once. */
public sealed interface WorkflowRecord extends JournalRecord
    permits WorkflowEvent, WorkflowAdvanced {
  /** In the order in which they happened; at least one. */
  List<WorkflowEvent> events();
}
