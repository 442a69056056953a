package io.orchestrator.domain.risk;

/** What a circuit breaker watches; the first three are the specification's. */
public enum BreakerName {
  /** The day's loss, confirmed, unrealised included. */
  DAILY_LOSS("loss of the day, unrealised included, at the limit"),
  /** A name too large in the portfolio. */
  POSITION_CONCENTRATION("share of a name in the portfolio above the limit"),
  /** Too many entries in a minute. */
  ORDER_FREQUENCY("entries in a minute at the limit"),
  /** Net liquidation below its highest. */
  DRAWDOWN("fall from the highest net liquidation at the limit"),
  /** Closing trades in a row that lost. */
  LOSS_STREAK("losing trades in a row"),
  /** Share of orders that the broker rejected or that became UNKNOWN. */
  ERROR_RATE("share of sent orders that failed"),
  /** A name's price left its band; one breaker a symbol. */
  PRICE_SHOCK("price outside of its band around the mean of the last minutes, per symbol"),
  /** Held names without a price that may be trusted. */
  DATA_QUALITY("share of held names without a fresh price"),
  /** Executions of a strategy without a person's consent; one breaker a strategy. */
  REPEATED_EXECUTION("automated executions since a person enabled the strategy, per strategy");

  private final String watches;

  BreakerName(String watches) {
    this.watches = watches;
  }

  /** For people. */
  public String watches() {
    return watches;
  }

  /** One for each symbol or strategy, not one for the account. */
  public boolean perSubject() {
    return this == PRICE_SHOCK || this == REPEATED_EXECUTION;
  }
}
