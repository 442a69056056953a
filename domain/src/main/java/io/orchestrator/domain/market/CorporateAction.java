package io.orchestrator.domain.market;

import java.time.LocalDate;

/**
 * What changes the price of a share without a trade.
 *
 * @param date first session that trades at the new price (the ex-date)
 * @param value {@link Kind#SPLIT}: new shares for one old share (2 for 2:1, 0.1 for 1:10); {@link
 *     Kind#DIVIDEND}: USD per share as paid then
 */
public record CorporateAction(Symbol symbol, LocalDate date, Kind kind, double value) {
  /** Kinds of actions. */
  public enum Kind {
    SPLIT,
    DIVIDEND
  }

  public CorporateAction {
    if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("a corporate action needs a positive value, was " + value);
    }
  }
}
