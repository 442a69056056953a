package io.orchestrator.domain.risk;

/**
 * What a breaker is told by one reading.
 *
 * @param subject {@code portfolio}, a symbol, or a strategy
 * @param trips its number is at the limit, confirmed
 * @param clear its number is well below
 * @param cause number and limit, for people
 */
public record BreakerSignal(
    BreakerName name, String subject, boolean trips, boolean clear, String cause) {

  public static BreakerSignal portfolio(
      BreakerName name, boolean trips, boolean clear, String cause) {
    return new BreakerSignal(name, Breaker.PORTFOLIO, trips, clear, cause);
  }
}
