package io.orchestrator.domain.risk;

import io.orchestrator.domain.order.Side;

/**
 * An order that may still fill: own (from intent on, UNKNOWN included) or somebody else's on the
 * same account.
 *
 * @param name client order id, or the broker's identity of a foreign order
 * @param remaining shares
 * @param price USD: the highest at which it may fill as far as it says, or 0 for a market order
 * @param ocaGroup orders of one group fill together at most as much as the largest of them; empty:
 *     none
 * @param parent name of the order that must fill first; empty: none
 * @param strategy that placed it; empty: not ours
 * @param waits for a trigger, so that it is not in the book
 */
public record WorkingOrder(
    String name,
    String symbol,
    Side side,
    long remaining,
    double price,
    boolean exit,
    String ocaGroup,
    String parent,
    String strategy,
    boolean waits) {

  /** Of nobody's strategy, in the book. */
  public WorkingOrder(
      String name,
      String symbol,
      Side side,
      long remaining,
      double price,
      boolean exit,
      String ocaGroup,
      String parent) {
    this(name, symbol, side, remaining, price, exit, ocaGroup, parent, "", false);
  }

  /** An order that stands alone. */
  public WorkingOrder(
      String name, String symbol, Side side, long remaining, double price, boolean exit) {
    this(name, symbol, side, remaining, price, exit, "", "");
  }
}
