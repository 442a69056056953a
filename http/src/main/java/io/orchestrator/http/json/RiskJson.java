package io.orchestrator.http.json;

import io.orchestrator.domain.risk.Breaker;
import io.orchestrator.domain.risk.RiskLimits;
import io.orchestrator.domain.risk.RiskMetrics;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.risk.Violation;
import io.orchestrator.domain.risk.measure.PortfolioRisk;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Risk measures with the specification's names. USD; fractions where the name says no unit. */
public final class RiskJson {
  /** Of {@link #report} beside limits, violations and breakers. */
  public static final String MEASURES = RiskMeasuresJson.SHAPE;

  private RiskJson() {}

  public static Shape report(RiskReport report) {
    RiskMetrics m = report.metrics();
    return RiskMeasuresJson.add(numbers(m), m.measures())
        .and("limits", limits(report.limits()))
        .and("distance_to_limits", distance(m, report.limits()))
        .and("violations", violations(report))
        .and("breakers", breakers(report))
        .and("trading_state", report.tradingState())
        .and("halt_epoch", report.haltEpoch())
        .and("warnings", warnings(report));
  }

  private static Shape numbers(RiskMetrics m) {
    return Shape.of("portfolio_value", m.portfolioValue())
        .and("var_95", m.var95())
        .and("var_99", m.var99())
        .and("expected_shortfall", m.expectedShortfall())
        .and("high_volatility", m.highVolatility())
        .and("volatility", m.volatility())
        .and("gross_exposure", m.grossExposure())
        .and("largest_concentration", m.largestConcentration())
        .and("largest_name", m.largestName())
        .and("daily_pnl", m.dailyPnl())
        .and("observations", m.observations())
        .and("as_of", m.asOf())
        .and("unavailable", m.unavailable());
  }

  public static Shape limits(RiskLimits limits) {
    return Shape.of("var_95_limit", limits.var95Limit())
        .and("max_daily_loss", limits.maxDailyLoss())
        .and("max_concentration", limits.maxConcentration())
        .and("max_order_notional", limits.maxOrderNotional())
        .and("max_order_quantity", limits.maxOrderQuantity())
        .and("max_orders_per_minute", limits.maxOrdersPerMinute())
        .and("max_gross_exposure", limits.maxGrossExposure())
        .and("price_collar", limits.priceCollar())
        .and("volatility_spike", limits.volatilitySpike())
        .and("max_drawdown", limits.maxDrawdown())
        .and("max_short_exposure", limits.maxShortExposure())
        .and("max_notional_per_minute", limits.maxNotionalPerMinute())
        .and("max_messages_per_minute", limits.maxMessagesPerMinute())
        .and("max_orders_per_symbol", limits.maxOrdersPerSymbol())
        .and("max_repeats", limits.maxRepeats())
        .and("max_executions", limits.maxExecutions())
        .and("max_instruments", limits.maxInstruments())
        .and("max_net_exposure", limits.maxNetExposure())
        .and("max_sector_exposure", limits.maxSectorExposure())
        .and("assumed_var", limits.assumedVar());
  }

  /**
   * What is left until a limit is reached; negative when it is exceeded. Data that is stale and
   * books that differ have a time and no distance: they are among the warnings.
   */
  private static Shape distance(RiskMetrics m, RiskLimits limits) {
    Optional<PortfolioRisk.Figures> market = m.measures().map(PortfolioRisk::market);
    return Shape.of("var_95", limits.var95Limit() - m.var95())
        .and("daily_loss", limits.maxDailyLoss() + m.dailyPnl())
        .and("concentration", limits.maxConcentration() - m.largestConcentration())
        .and("gross_exposure", limits.maxGrossExposure() - m.grossExposure())
        .and("drawdown", market.map(f -> limits.maxDrawdown() - f.drawdown()))
        .and("volatility_spike", market.map(f -> limits.volatilitySpike() - f.volatilityRatio()));
  }

  public static List<Map<String, Object>> violations(RiskReport report) {
    return report.violations().stream().map(v -> violation(v).map()).toList();
  }

  public static List<Map<String, Object>> warnings(RiskReport report) {
    return report.guard().warnings().stream().map(w -> GuardJson.warning(w).map()).toList();
  }

  public static Shape violation(Violation violation) {
    return Shape.of("violation", violation.type())
        .and("value", violation.value())
        .and("limit", violation.limit())
        .and("subject", violation.subject())
        .and("since", violation.since())
        .and("cleared_at", violation.clearedAt());
  }

  public static List<Map<String, Object>> breakers(RiskReport report) {
    return report.breakers().stream().map(b -> breaker(b).map()).toList();
  }

  static Shape breaker(Breaker breaker) {
    return Shape.of("name", breaker.name())
        .and("subject", breaker.subject())
        .and("state", breaker.state())
        .and("allows", breaker.state().allows())
        .and("watches", breaker.name().watches())
        .and("since", breaker.since())
        .and("cause", breaker.cause())
        .and("until", breaker.until())
        .and("trips", breaker.trips());
  }
}
