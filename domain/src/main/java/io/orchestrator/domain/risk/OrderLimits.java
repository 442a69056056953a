package io.orchestrator.domain.risk;

/**
 * What holds for an entry in one symbol by one strategy: of the limits of account, symbol and
 * strategy the tightest.
 *
 * @param maxNotional USD of one order
 * @param maxQuantity shares of one order
 * @param maxPosition USD of the symbol's position with everything that works in it; infinite if
 *     only the account's limits hold
 * @param priceCollar farthest a limit price may be from the fresh mid, as a fraction
 * @param lot shares of which a quantity must be a multiple
 */
public record OrderLimits(
    double maxNotional, long maxQuantity, double maxPosition, double priceCollar, long lot) {

  static OrderLimits of(RiskLimits account, NarrowLimits symbol, NarrowLimits strategy) {
    double notional = account.maxOrderNotional();
    notional = Math.min(notional, symbol.maxOrderNotional().orElse(notional));
    notional = Math.min(notional, strategy.maxOrderNotional().orElse(notional));
    long quantity = account.maxOrderQuantity();
    quantity = Math.min(quantity, symbol.maxOrderQuantity().orElse(quantity));
    quantity = Math.min(quantity, strategy.maxOrderQuantity().orElse(quantity));
    double collar = account.priceCollar();
    collar = Math.min(collar, symbol.priceCollar().orElse(collar));
    collar = Math.min(collar, strategy.priceCollar().orElse(collar));
    return new OrderLimits(
        notional,
        quantity,
        symbol.maxPosition().orElse(Double.POSITIVE_INFINITY),
        collar,
        symbol.lot());
  }
}
