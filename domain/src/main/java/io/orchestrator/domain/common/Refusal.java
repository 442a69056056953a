package io.orchestrator.domain.common;

import java.util.Objects;

/**
 * Why something was not done: a caller's mistake or a rule that forbids it, never a broken
 * invariant.
 *
 * @param code stable, documented, dotted: {@code workflow.unknown_type}
 * @param status the HTTP status a client sees, 400 to 599
 * @param detail what was wrong, with the numbers or names of this case; never a secret
 * @param advice what the caller can do about it
 */
public record Refusal(String code, int status, String detail, String advice) {
  public Refusal {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(detail, "detail");
    Objects.requireNonNull(advice, "advice");
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status must be 400..599, was " + status);
    }
  }

  public RefusedException asException() {
    return new RefusedException(this);
  }
}
