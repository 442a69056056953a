package io.orchestrator.domain.risk;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A reading with what is known of the data behind it.
 *
 * @param evidence market time of the newest price in it; a second reading confirms the first only
 *     with a newer one
 * @param priceAges by symbol of what is held; only names whose price cannot be trusted
 * @param held names
 * @param unreconciled for how long books have not been equal; zero: they are
 * @param drawdown from the highest net liquidation, 0 to 1
 */
public record GuardReading(
    RiskReading reading,
    Instant evidence,
    Map<String, Duration> priceAges,
    int held,
    Duration unreconciled,
    double drawdown) {

  /**
   * Every number that can be computed, against its limit.
   *
   * @param dataGrace how long data may be stale, or books different, before it is a violation
   */
  public List<Gauge> gauges(RiskLimits limits, Duration dataGrace) {
    List<Gauge> gauges = new ArrayList<>();
    RiskMetrics m = reading.metrics();
    if (reading.measuresKnown()) {
      gauges.add(portfolio(ViolationType.VAR_LIMIT, m.var95(), limits.var95Limit(), false));
      gauges.add(
          portfolio(
              ViolationType.VOLATILITY_SPIKE,
              reading.volatilityRatio(),
              limits.volatilitySpike(),
              false));
    }
    if (reading.equityKnown()) {
      gauges.add(
          portfolio(
              ViolationType.DAILY_LOSS, Math.max(0, -m.dailyPnl()), limits.maxDailyLoss(), true));
      gauges.add(
          portfolio(
              ViolationType.GROSS_EXPOSURE, m.grossExposure(), limits.maxGrossExposure(), false));
      gauges.add(portfolio(ViolationType.DRAWDOWN, drawdown, limits.maxDrawdown(), true));
      reading
          .concentrations()
          .forEach(
              (symbol, share) ->
                  gauges.add(
                      new Gauge(
                          ViolationType.CONCENTRATION,
                          symbol,
                          share,
                          limits.maxConcentration(),
                          false)));
    }
    double grace = dataGrace.toMillis() / 1000.0;
    priceAges.forEach(
        (symbol, age) ->
            gauges.add(
                new Gauge(ViolationType.STALE_DATA, symbol, age.toMillis() / 1000.0, grace, true)));
    gauges.add(
        portfolio(
            ViolationType.RECONCILIATION_DRIFT, unreconciled.toMillis() / 1000.0, grace, true));
    return List.copyOf(gauges.stream().filter(g -> Double.isFinite(g.value())).toList());
  }

  /** Share of held names without a price that can be trusted. */
  public double blind() {
    return held == 0 ? 0 : (double) priceAges.size() / held;
  }

  private static Gauge portfolio(ViolationType type, double value, double limit, boolean reached) {
    return new Gauge(type, ViolationRules.PORTFOLIO, value, limit, reached);
  }
}
