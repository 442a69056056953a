package io.orchestrator.domain.port;

import io.orchestrator.domain.workflow.RunQuery;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Table of all runs. A row is written before the run begins, so that an open run is found and woken
 * after a crash; its terminal state is written again on each wake until it sticks. Blocking.
 */
public interface WorkflowDirectory {
  /**
   * Writes the row unless it exists.
   *
   * @param idempotencyKey empty if the caller gave none; unique where given
   * @param requestHash of type and parameters, to tell a repeat from another request
   * @param symbols that the run is about, to be found by
   * @return the row that holds now: the new one, or the earlier one of the same key or id
   */
  Entry open(
      WorkflowSummary summary,
      Optional<String> idempotencyKey,
      String requestHash,
      List<String> symbols);

  /** The row of an idempotency key; empty if the key was never used. */
  Optional<Entry> findByKey(String idempotencyKey);

  /** A terminal row stays terminal: an earlier state that arrives late changes nothing. */
  void update(String workflowId, RunState state, Optional<Instant> endedAt);

  /** Runs that are not terminal, oldest first. */
  List<WorkflowSummary> openRuns();

  /** How many runs of the type are not terminal. */
  int countOpen(WorkflowType type);

  /** A failed run is about to go on: its row is open again. */
  void reopen(String workflowId);

  /** Newest first. */
  List<WorkflowSummary> list(RunQuery query);

  record Entry(WorkflowSummary summary, boolean created, String requestHash) {}
}
