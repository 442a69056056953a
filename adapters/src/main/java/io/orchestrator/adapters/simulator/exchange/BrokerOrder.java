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
 * @param stop present trigger price in USD, which trails the market; null: none
 * @param triggered the trigger price was reached: it trades as a market or limit order
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
    String detail,
    BigDecimal stop,
    boolean triggered) {

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

  /** One that the broker does not have: {@code permId} is 0. */
  public static BrokerOrder unborn(OrderTerms terms) {
    BigDecimal zero = BigDecimal.ZERO;
    return new BrokerOrder(
        0,
        terms,
        State.PRE_SUBMITTED,
        0,
        zero,
        zero,
        zero,
        Instant.EPOCH,
        Instant.EPOCH,
        "",
        terms.trigger().stop(),
        false);
  }

  public long remaining() {
    return terms.quantity() - filled;
  }

  public boolean live() {
    return state.live();
  }

  /** As somebody sees it who has another id for it. */
  public BrokerOrder withOrderId(int orderId) {
    return withTerms(terms.withOrderId(orderId), changed);
  }

  BrokerOrder in(State next, Instant at, String why) {
    return new BrokerOrder(
        permId,
        terms,
        next,
        filled,
        averagePrice,
        lastPrice,
        commissions,
        since,
        at,
        why,
        stop,
        triggered);
  }

  BrokerOrder withTerms(OrderTerms next, Instant at) {
    return new BrokerOrder(
        permId,
        next,
        state,
        filled,
        averagePrice,
        lastPrice,
        commissions,
        since,
        at,
        detail,
        next.trigger().stop() == null ? stop : next.trigger().stop(),
        triggered);
  }

  BrokerOrder trailed(BigDecimal newStop) {
    return new BrokerOrder(
        permId,
        terms,
        state,
        filled,
        averagePrice,
        lastPrice,
        commissions,
        since,
        changed,
        detail,
        newStop,
        triggered);
  }

  BrokerOrder triggeredAt(Instant at) {
    return new BrokerOrder(
        permId,
        terms,
        State.SUBMITTED,
        filled,
        averagePrice,
        lastPrice,
        commissions,
        since,
        at,
        detail,
        stop,
        true);
  }
}
