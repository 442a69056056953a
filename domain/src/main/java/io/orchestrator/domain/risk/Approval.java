package io.orchestrator.domain.risk;

import java.time.Instant;
import java.util.Optional;

/**
 * A wish that waits for a second person.
 *
 * @param id rises by one
 * @param summary of what is wanted, for people
 * @param limits of {@link Kind#RAISE_LIMITS}
 * @param breaker and {@code subject} of {@link Kind#RESET_BREAKER}
 * @param expiresAt afterwards it is gone
 */
public record Approval(
    long id,
    Kind kind,
    String summary,
    String reason,
    String requestedBy,
    Instant requestedAt,
    Instant expiresAt,
    Optional<LimitSet> limits,
    Optional<Long> restores,
    Optional<BreakerName> breaker,
    String subject) {

  public enum Kind {
    RAISE_LIMITS,
    RELEASE_KILL,
    RESET_BREAKER
  }
}
