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
 * @param maxDrawdown fall of net liquidation from its highest, as a fraction
 * @param maxShortExposure multiple of net liquidation in short positions; 0: no short sales
 * @param maxNotionalPerMinute USD of entries in any sliding minute
 * @param maxMessagesPerMinute orders and cancels of any kind in any sliding minute, above which no
 *     entry is added
 * @param maxOrdersPerSymbol entries in one name in any sliding minute
 * @param maxRepeats equal entries (name, side, quantity, price, strategy) in any sliding minute
 * @param maxExecutions automated executions of one strategy, after which it opens nothing until a
 *     person enables it again (RTS 6, article 15(3))
 * @param maxInstruments names that are held or worked in
 * @param maxNetExposure multiple of net liquidation by which longs exceed shorts or shorts longs,
 *     when the worst of what works fills; 0: only gross exposure limits it
 * @param maxSectorExposure multiple of net liquidation in the names of one sector, longs and shorts
 *     added; 0: no limit of its own
 * @param assumedVar one-day 95 % Value at Risk of a name without a measured one, as a fraction of
 *     its notional
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
    double volatilitySpike,
    double maxDrawdown,
    double maxShortExposure,
    double maxNotionalPerMinute,
    int maxMessagesPerMinute,
    int maxOrdersPerSymbol,
    int maxRepeats,
    int maxExecutions,
    int maxInstruments,
    double maxNetExposure,
    double maxSectorExposure,
    double assumedVar) {

  public static final RiskLimits DEFAULT =
      new RiskLimits(
          10_000, 5_000, 0.30, 50_000, 10_000, 60, 2.0, 0.05, 2.0, 0.20, 1.0, 1_000_000, 600, 30,
          20, 5_000, 200, 2.0, 1.0, 0.03);

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
    require(maxDrawdown > 0 && maxDrawdown <= 1, "max-drawdown must be in (0, 1]");
    require(maxShortExposure >= 0, "max-short-exposure must be at least 0");
    require(maxNotionalPerMinute > 0, "max-notional-per-minute must be positive");
    require(maxMessagesPerMinute > 0, "max-messages-per-minute must be positive");
    require(maxOrdersPerSymbol > 0, "max-orders-per-symbol must be positive");
    require(maxRepeats > 0, "max-repeats must be positive");
    require(maxExecutions > 0, "max-executions must be positive");
    require(maxInstruments > 0, "max-instruments must be positive");
    require(maxNetExposure >= 0, "max-net-exposure must be at least 0");
    require(maxSectorExposure >= 0, "max-sector-exposure must be at least 0");
    require(assumedVar >= 0 && assumedVar < 1, "assumed-var must be in [0, 1)");
  }

  /** Only the nine limits of size, loss and rate; nothing else binds. */
  public RiskLimits(
      double var95Limit,
      double maxDailyLoss,
      double maxConcentration,
      double maxOrderNotional,
      long maxOrderQuantity,
      int maxOrdersPerMinute,
      double maxGrossExposure,
      double priceCollar,
      double volatilitySpike) {
    this(
        var95Limit,
        maxDailyLoss,
        maxConcentration,
        maxOrderNotional,
        maxOrderQuantity,
        maxOrdersPerMinute,
        maxGrossExposure,
        priceCollar,
        volatilitySpike,
        1,
        1e9,
        1e15,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        0,
        0,
        0);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
