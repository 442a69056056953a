package io.orchestrator.domain.risk;

/**
 * One number against its limit.
 *
 * @param subject a symbol, or {@code portfolio}
 * @param reached at the limit is over it already; else only above it
 */
public record Gauge(
    ViolationType type, String subject, double value, double limit, boolean reached) {

  public boolean over() {
    return reached ? value >= limit : value > limit;
  }

  /** Of the limit, 1 at it. */
  public double used() {
    return value / limit;
  }
}
