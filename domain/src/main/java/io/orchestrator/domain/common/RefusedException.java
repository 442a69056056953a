package io.orchestrator.domain.common;

/** Carries a {@link Refusal} through a {@code CompletionStage}; has no stack trace to leak. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.code() + ": " + refusal.detail(), null, false, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
