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
 */
public record WorkingOrder(
    String name,
    String symbol,
    Side side,
    long remaining,
    double price,
    boolean exit,
    String ocaGroup,
    String parent) {

  /** An order that stands alone. */
  public WorkingOrder(
      String name, String symbol, Side side, long remaining, double price, boolean exit) {
    this(name, symbol, side, remaining, price, exit, "", "");
  }
}
