package io.orchestrator.domain.workflow;

import java.util.Map;

/**
 * What may be asked of a run, or reported to it. Reports name the attempt that they are about; one
 * about an older attempt changes nothing.
 */
public sealed interface WorkflowCommand {
  /**
   * @param parameters already checked, with defaults
   */
  record Start(String workflowId, Map<String, Object> parameters, String requestedBy, long seed)
      implements WorkflowCommand {}

  /** Nothing of this run is being worked on: its host was just (re)started. */
  record Wake() implements WorkflowCommand {}

  /** Time went by: a retry may be due. */
  record Tick() implements WorkflowCommand {}

  record ReportProgress(String step, int attempt, double progress, String message)
      implements WorkflowCommand {}

  record ReportSuccess(String step, int attempt, Map<String, Object> output)
      implements WorkflowCommand {}

  /**
   * @param retryable trying again may help
   * @param nothingHappened it is certain that no effect left the house
   */
  record ReportFailure(
      String step, int attempt, String error, boolean retryable, boolean nothingHappened)
      implements WorkflowCommand {}

  record ReportTimeout(String step, int attempt, String error) implements WorkflowCommand {}

  /** Evidence about a step in state UNKNOWN. */
  record ReportEvidence(String step, int attempt, boolean happened, Map<String, Object> output)
      implements WorkflowCommand {}

  record ReportUndone(String step) implements WorkflowCommand {}

  record ReportUndoFailure(String step, String error) implements WorkflowCommand {}

  record Cancel(String by) implements WorkflowCommand {}

  record Pause(String by) implements WorkflowCommand {}

  record Resume(String by) implements WorkflowCommand {}
}
