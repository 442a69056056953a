package io.orchestrator.adapters.worker;

/** The worker did not do what it was asked. */
public final class WorkerFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private final boolean retryable;

  WorkerFailure(String message, boolean retryable, Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
  }

  /** False: the request itself is at fault. */
  public boolean retryable() {
    return retryable;
  }
}
