package io.orchestrator.domain.risk;

/** What an open breaker still allows; exits and cancels always pass. */
public enum BreakerState {
  CLOSED("everything"),
  /** It has waited long enough: small entries show whether the cause is gone. */
  PROBING("exits, cancels, and entries of reduced size"),
  /** Working entries stay at the broker. */
  ENTRIES_BLOCKED("exits, cancels, and entries that work already"),
  /** The trading state follows to REDUCING: working entries are cancelled. */
  REDUCE_ONLY("exits and cancels; working entries are cancelled"),
  /** The trading state follows to HALTED. */
  HALTED("exits and cancels; working entries are cancelled, a person resumes");

  private final String allows;

  BreakerState(String allows) {
    this.allows = allows;
  }

  /** For people: {@code exits and cancels}. */
  public String allows() {
    return allows;
  }
}
