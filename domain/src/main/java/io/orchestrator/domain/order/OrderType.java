package io.orchestrator.domain.order;

/** Order types that the desk sends, each with the prices that it needs. */
public enum OrderType {
  MARKET(false, false, false),
  LIMIT(true, false, false),
  /** Becomes a market order when the market trades at or through the stop price. */
  STOP(false, true, false),
  /** Becomes a limit order when the market trades at or through the stop price. */
  STOP_LIMIT(true, true, false),
  /** A stop that follows the market at a distance; a stop price, if given, is the first stop. */
  TRAILING_STOP(false, false, true),
  MARKET_ON_CLOSE(false, false, false),
  LIMIT_ON_CLOSE(true, false, false);

  private final boolean limit;
  private final boolean stop;
  private final boolean trail;

  OrderType(boolean limit, boolean stop, boolean trail) {
    this.limit = limit;
    this.stop = stop;
    this.trail = trail;
  }

  public boolean needsLimitPrice() {
    return limit;
  }

  public boolean needsStopPrice() {
    return stop;
  }

  public boolean needsTrail() {
    return trail;
  }

  /** A trailing stop may name where it begins. */
  public boolean mayHaveStopPrice() {
    return stop || trail;
  }

  /** Waits in the market for a trigger: nothing trades before. */
  public boolean waitsForTrigger() {
    return stop || trail;
  }

  /** Trades in the closing auction, and only there. */
  public boolean onClose() {
    return this == MARKET_ON_CLOSE || this == LIMIT_ON_CLOSE;
  }
}
