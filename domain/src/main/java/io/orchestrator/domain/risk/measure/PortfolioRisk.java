package io.orchestrator.domain.risk.measure;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything measured of one portfolio at one instant beside the leading numbers. USD, horizon one
 * trading day.
 *
 * @param lead the method whose numbers are the portfolio's
 * @param configured the method that should lead
 * @param leadReason why another leads; empty if none does
 * @param methods all of them, in the order in which they succeed each other
 * @param scenarios days that drive the leading number; empty for methods without scenarios
 * @param market market-wide and account-wide figures
 * @param stress in the order of the configuration
 * @param covariance of the held names, for the gate
 */
public record PortfolioRisk(
    RiskMethod lead,
    RiskMethod configured,
    Optional<String> leadReason,
    List<MethodFigures> methods,
    List<Contribution> contributions,
    List<DrivingScenario> scenarios,
    Figures market,
    List<StressOutcome> stress,
    ReturnCovariance covariance) {

  /** A node of an older release sends none. */
  public PortfolioRisk {
    covariance = covariance == null ? ReturnCovariance.NONE : covariance;
  }

  /**
   * @param beta to the benchmark: relative move of the account per relative move of the benchmark
   * @param benchmark its symbol; beta is 0 when its history is not there
   * @param ewmaVolatility annualised, fraction of gross exposure
   * @param garchVolatility annualised forecast for the next day, fraction of gross exposure
   * @param volatilityRatio short window over the whole
   * @param volatilityRank share of past days whose conditional volatility was lower, 0 to 1
   * @param spike ratio above its limit
   * @param turbulent rank above its limit
   * @param drawdown from the highest account value on record, 0 to 1
   * @param grossExposure multiple of the account value
   * @param netExposure multiple of the account value
   * @param sectors net exposure by sector, multiple of the account value
   * @param herfindahl of gross exposures, 1/n to 1; 0 when nothing is held
   * @param correlation mean of all pairs, short window
   * @param correlationShift short window minus the whole; 0 for fewer than two names
   * @param liquidityDays of the slowest position; negative when a volume is not known
   */
  public record Figures(
      double beta,
      String benchmark,
      double ewmaVolatility,
      double garchVolatility,
      double volatilityRatio,
      double volatilityRank,
      boolean spike,
      boolean turbulent,
      double drawdown,
      double grossExposure,
      double netExposure,
      Map<String, Double> sectors,
      double herfindahl,
      double correlation,
      double correlationShift,
      double liquidityDays) {}

  public Optional<MethodFigures> figures(RiskMethod method) {
    return methods.stream().filter(m -> m.method() == method).findFirst();
  }
}
