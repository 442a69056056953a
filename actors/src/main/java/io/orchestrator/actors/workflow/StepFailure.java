package io.orchestrator.actors.workflow;

import io.orchestrator.domain.workflow.ErrorClass;

/** An attempt that did not do what it should, with what the engine must know about it. */
public final class StepFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean retryable;
  private final boolean nothingHappened;
  private final ErrorClass errorClass;

  private StepFailure(
      String message, boolean retryable, boolean nothingHappened, ErrorClass errorClass) {
    super(message);
    this.retryable = retryable;
    this.nothingHappened = nothingHappened;
    this.errorClass = errorClass;
  }

  /** Trying again may help. */
  public static StepFailure retryable(String message) {
    return retryable(message, ErrorClass.TRANSIENT);
  }

  /** Trying again may help, by the policy of that class. */
  public static StepFailure retryable(String message, ErrorClass errorClass) {
    return new StepFailure(message, true, false, errorClass);
  }

  /** Trying again cannot help. */
  public static StepFailure permanent(String message) {
    return new StepFailure(message, false, false, ErrorClass.PERMANENT);
  }

  /** It is certain that no effect left the house; matters for AT_MOST_ONCE steps. */
  public static StepFailure nothingHappened(String message, boolean retryable) {
    return new StepFailure(
        message, retryable, true, retryable ? ErrorClass.TRANSIENT : ErrorClass.PERMANENT);
  }

  public boolean isRetryable() {
    return retryable;
  }

  public ErrorClass errorClass() {
    return errorClass;
  }

  public boolean nothingHappened() {
    return nothingHappened;
  }
}
