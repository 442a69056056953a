package io.orchestrator.domain.risk;

import java.time.Instant;
import java.util.Optional;

/**
 * One breaker.
 *
 * @param subject {@code portfolio}, a symbol, or a strategy
 * @param since when this state began; wall time
 * @param cause empty when closed
 * @param until when it is looked at again by time; empty: by the metric, or by hand
 * @param probeSize while {@link BreakerState#PROBING}: share of the largest order in USD that
 *     passes
 * @param trips how often it has opened, ever
 */
public record Breaker(
    BreakerName name,
    BreakerState state,
    Instant since,
    String cause,
    String subject,
    Optional<Instant> until,
    double probeSize,
    long trips) {
  public static final String PORTFOLIO = ViolationRules.PORTFOLIO;

  /** A component that a journal written before it existed does not have gets its plain value. */
  public Breaker {
    subject = subject == null ? PORTFOLIO : subject;
    until = until == null ? Optional.empty() : until;
  }

  /** Of the whole account, without an end of its own. */
  public Breaker(BreakerName name, BreakerState state, Instant since, String cause) {
    this(name, state, since, cause, PORTFOLIO, Optional.empty(), 0, 0);
  }
}
