package io.orchestrator.actors.trading;

import java.math.BigDecimal;

/** What the desk tells the Risk Monitor as it happens. */
public sealed interface DeskNews {

  record PositionsChanged() implements DeskNews {}

  record FrequencyExceeded(int entriesLastMinute) implements DeskNews {}

  /** A name's price left its band, confirmed; relative to the reference. */
  record PriceShocked(String symbol, double move) implements DeskNews {}

  /** A fill that reduced a position; USD, before fees. */
  record TradeClosed(String order, String symbol, BigDecimal result) implements DeskNews {}

  /** The broker took an order, or it failed: rejected, or its fate is unknown. */
  record OrderOutcome(boolean failed) implements DeskNews {}

  /** A strategy traded as often as it may without a person's consent. */
  record ExecutionsExhausted(String strategy, int executions) implements DeskNews {}
}
