package io.orchestrator.actors.workflow;

import io.orchestrator.domain.workflow.ReceivedSignal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What the code of a step sees of its run. Blocking calls are meant: the code has its own thread.
 */
public interface StepContext {
  String workflowId();

  /** 1 for the first; the code may be started again after a failure or a crash. */
  int attempt();

  /** Checked, complete with defaults. */
  Map<String, Object> parameters();

  /** What an earlier step gave, as it is in the journal. */
  Map<String, Object> output(String step);

  /** The signal that this step waited for. */
  default Optional<ReceivedSignal> signal() {
    return Optional.empty();
  }

  String requestedBy();

  /** Of the run; the same for every attempt. */
  long seed();

  /**
   * @param fraction 0 to 1, not falling
   */
  void progress(double fraction, String message);

  /** Whether the run is to be cancelled or the attempt took too long: come back soon. */
  boolean cancelled();

  /**
   * Waits for an answer.
   *
   * @throws StepCancelled when {@link #cancelled} becomes true before
   * @throws RuntimeException whatever the stage failed with
   */
  <T> T await(CompletionStage<T> stage);

  /**
   * Waits for an answer, also under cancellation: for cleaning up.
   *
   * @throws StepFailure when it takes longer
   */
  <T> T await(CompletionStage<T> stage, Duration atMost);

  /** The code was asked to come back. */
  final class StepCancelled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StepCancelled() {
      super("cancelled", null, false, false);
    }
  }
}
