package io.orchestrator.domain.risk;

/** What may be out of bounds; the first four are the specification's. */
public enum ViolationType {
  /** USD. */
  VAR_LIMIT,
  /** Share of net liquidation in one name. */
  CONCENTRATION,
  /** USD. */
  DAILY_LOSS,
  /** Short over long volatility. */
  VOLATILITY_SPIKE,
  /** Multiple of net liquidation. */
  GROSS_EXPOSURE,
  /** Fall from the highest net liquidation, a fraction. */
  DRAWDOWN,
  /** Age of the price of a held name, seconds. */
  STALE_DATA,
  /** Time for which own and broker's books have not been equal, seconds. */
  RECONCILIATION_DRIFT
}
