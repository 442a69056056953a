package io.orchestrator.adapters.simulator.exchange;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * An order as the broker has it; a new value for every change.
 *
 * @param permId of the whole account, never reused
 * @param averagePrice of all fills, 0 without one
 * @param since when it was accepted, market time
 * @param changed last change, market time
 * @param detail why it ended: {@code Cancelled by Trader}, a reject text; empty while it lives
 */
public record BrokerOrder(
    long permId,
    OrderTerms terms,
    State state,
    long filled,
    BigDecimal averagePrice,
    BigDecimal lastPrice,
    BigDecimal commissions,
    Instant since,
    Instant changed,
    String detail) {

  /** The broker's own words. */
  public enum State {
    PRE_SUBMITTED("PreSubmitted"),
    SUBMITTED("Submitted"),
    FILLED("Filled"),
    CANCELLED("Cancelled"),
    /** Rejected. */
    INACTIVE("Inactive");

    private final String word;

    State(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    public boolean live() {
      return this == PRE_SUBMITTED || this == SUBMITTED;
    }
  }

  public long remaining() {
    return terms.quantity() - filled;
  }

  public boolean live() {
    return state.live();
  }

  BrokerOrder in(State next, Instant at, String why) {
    return new BrokerOrder(
        permId, terms, next, filled, averagePrice, lastPrice, commissions, since, at, why);
  }
}
