package io.orchestrator.domain.risk;

/**
 * What was sent lately, as it bears on one order. Entries of the sliding minute before it unless
 * said otherwise.
 *
 * @param entries of the account
 * @param notional of them, USD
 * @param ofSymbol in the order's name
 * @param ofStrategy of the order's strategy
 * @param equal with the same name, side, quantity, price and strategy
 * @param messages orders and cancels of any kind
 * @param executions of the order's strategy since a person enabled it last
 */
public record FlowCounts(
    int entries,
    double notional,
    int ofSymbol,
    int ofStrategy,
    int equal,
    int messages,
    int executions) {
  public static final FlowCounts NONE = new FlowCounts(0, 0, 0, 0, 0, 0, 0);
}
