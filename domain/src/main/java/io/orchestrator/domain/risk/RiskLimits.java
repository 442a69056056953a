package io.orchestrator.domain.risk;

/**
 * The limits of the account. USD unless said otherwise; the first three carry the specification's
 * names and defaults.
 *
 * @param maxConcentration share of the portfolio in one name, 0 to 1
 * @param maxOrderNotional USD of one order
 * @param maxOrderQuantity shares of one order
 * @param maxOrdersPerMinute entries in any sliding minute
 * @param maxGrossExposure multiple of net liquidation
 * @param priceCollar farthest a limit price may be from the fresh mid, as a fraction
 * @param volatilitySpike ratio of short to long volatility that counts as a spike
 */
public record RiskLimits(
    double var95Limit,
    double maxDailyLoss,
    double maxConcentration,
    double maxOrderNotional,
    long maxOrderQuantity,
    int maxOrdersPerMinute,
    double maxGrossExposure,
    double priceCollar,
    double volatilitySpike) {

  public static final RiskLimits DEFAULT =
      new RiskLimits(10_000, 5_000, 0.30, 50_000, 10_000, 60, 2.0, 0.05, 2.0);

  public RiskLimits {
    require(var95Limit > 0, "var-95-limit must be positive");
    require(maxDailyLoss > 0, "max-daily-loss must be positive");
    require(maxConcentration > 0 && maxConcentration <= 1, "max-concentration must be in (0, 1]");
    require(maxOrderNotional > 0, "max-order-notional must be positive");
    require(maxOrderQuantity > 0, "max-order-quantity must be positive");
    require(maxOrdersPerMinute > 0, "max-orders-per-minute must be positive");
    require(maxGrossExposure > 0, "max-gross-exposure must be positive");
    require(priceCollar > 0 && priceCollar < 1, "price-collar must be in (0, 1)");
    require(volatilitySpike > 1, "volatility-spike must be above 1");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
