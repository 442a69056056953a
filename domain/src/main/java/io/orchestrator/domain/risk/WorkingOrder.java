package io.orchestrator.domain.risk;

import io.orchestrator.domain.order.Side;

/**
 * An order that may still fill: own (from intent on, UNKNOWN included) or somebody else's on the
 * same account.
 *
 * @param name client order id, or the broker's identity of a foreign order
 * @param remaining shares
 * @param price USD: the limit, or 0 for a market order
 */
public record WorkingOrder(
    String name, String symbol, Side side, long remaining, double price, boolean exit) {}
