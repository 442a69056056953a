package io.orchestrator.actors.workflow;

/** An attempt that did not do what it should, with what the engine must know about it. */
public final class StepFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean retryable;
  private final boolean nothingHappened;

  private StepFailure(String message, boolean retryable, boolean nothingHappened, Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
    this.nothingHappened = nothingHappened;
  }

  /** Trying again may help. */
  public static StepFailure retryable(String message) {
    return new StepFailure(message, true, false, null);
  }

  /** Trying again cannot help. */
  public static StepFailure permanent(String message) {
    return new StepFailure(message, false, false, null);
  }

  /** It is certain that no effect left the house; matters for AT_MOST_ONCE steps. */
  public static StepFailure nothingHappened(String message, boolean retryable) {
    return new StepFailure(message, retryable, true, null);
  }

  public boolean isRetryable() {
    return retryable;
  }

  public boolean nothingHappened() {
    return nothingHappened;
  }
}
