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
 * @param epoch halt epoch that {@link Kind#RELEASE_KILL} releases; a later halt is another matter
 * @param since when the breaker of {@link Kind#RESET_BREAKER} came into its state
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
    String subject,
    Optional<Long> epoch,
    Optional<Instant> since) {

  /** One of an earlier version does not say what it was asked about. */
  public Approval {
    epoch = epoch == null ? Optional.empty() : epoch;
    since = since == null ? Optional.empty() : since;
  }

  public enum Kind {
    RAISE_LIMITS,
    RELEASE_KILL,
    RESET_BREAKER
  }
}
