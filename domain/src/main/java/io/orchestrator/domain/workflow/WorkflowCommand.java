package io.orchestrator.domain.workflow;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What may be asked of a run, or reported to it. Reports name the attempt that they are about; one
 * about an older attempt changes nothing.
 */
public sealed interface WorkflowCommand {
  /**
   * @param parameters already checked, with defaults
   * @param options when it must end, and how urgent it is
   */
  record Start(
      String workflowId,
      Map<String, Object> parameters,
      String requestedBy,
      long seed,
      StartOptions options)
      implements WorkflowCommand {
    public Start(String workflowId, Map<String, Object> parameters, String requestedBy, long seed) {
      this(workflowId, parameters, requestedBy, seed, StartOptions.DEFAULT);
    }
  }

  /** Nothing of this run is being worked on: its host was just (re)started. */
  record Wake() implements WorkflowCommand {}

  /** Time went by: a retry may be due. */
  record Tick() implements WorkflowCommand {}

  /**
   * @param node that works on it; empty: not said
   */
  record ReportProgress(
      String step, int attempt, double progress, String message, Optional<String> node)
      implements WorkflowCommand {
    public ReportProgress(String step, int attempt, double progress, String message) {
      this(step, attempt, progress, message, Optional.empty());
    }
  }

  /**
   * @param node that worked on it; empty: not said
   */
  record ReportSuccess(String step, int attempt, Map<String, Object> output, Optional<String> node)
      implements WorkflowCommand {
    public ReportSuccess(String step, int attempt, Map<String, Object> output) {
      this(step, attempt, output, Optional.empty());
    }
  }

  /** The node that worked on the attempt is gone, and the attempt with it. */
  record ReportLost(String step, int attempt) implements WorkflowCommand {}

  /**
   * @param retryable trying again may help
   * @param nothingHappened it is certain that no effect left the house
   * @param errorClass chooses the retry policy
   */
  record ReportFailure(
      String step,
      int attempt,
      String error,
      boolean retryable,
      boolean nothingHappened,
      ErrorClass errorClass)
      implements WorkflowCommand {
    public ReportFailure(
        String step, int attempt, String error, boolean retryable, boolean nothingHappened) {
      this(step, attempt, error, retryable, nothingHappened, ErrorClass.UNEXPECTED);
    }
  }

  record ReportTimeout(String step, int attempt, String error) implements WorkflowCommand {}

  /** Evidence about a step in state UNKNOWN. */
  record ReportEvidence(String step, int attempt, boolean happened, Map<String, Object> output)
      implements WorkflowCommand {}

  record ReportUndone(String step) implements WorkflowCommand {}

  record ReportUndoFailure(String step, String error) implements WorkflowCommand {}

  record Cancel(String by) implements WorkflowCommand {}

  record Pause(String by) implements WorkflowCommand {}

  record Resume(String by) implements WorkflowCommand {}

  /** Starts a failed run again at the step that failed; what was undone is done again. */
  record Retry(String by) implements WorkflowCommand {}

  /**
   * @param payload JSON-like
   * @param roles of the sender
   */
  record Signal(String name, Map<String, Object> payload, String by, Set<SignalRole> roles)
      implements WorkflowCommand {}
}
