package io.orchestrator.analysis.risk;

/**
 * How risk is measured.
 *
 * @param minObservations fewer returns than this give no number
 * @param ewmaDecay RiskMetrics' lambda, in (0, 1)
 * @param shortWindow last returns whose volatility is compared with the whole history's
 * @param periodsPerYear returns per year, for annualisation
 * @param maxAbsoluteReturn a return beyond this is a data error (an unadjusted split, a wrong tick)
 *     and makes the numbers unavailable
 */
public record RiskSettings(
    int minObservations,
    double ewmaDecay,
    int shortWindow,
    double periodsPerYear,
    double maxAbsoluteReturn) {

  public static final RiskSettings DEFAULT = new RiskSettings(60, 0.94, 20, 252, 0.6);

  public RiskSettings {
    require(minObservations >= 20, "min-observations must be at least 20");
    require(ewmaDecay > 0 && ewmaDecay < 1, "ewma-decay must be in (0, 1)");
    require(
        shortWindow >= 2 && shortWindow <= minObservations,
        "short-window must be between 2 and min-observations");
    require(periodsPerYear > 0, "periods-per-year must be positive");
    require(maxAbsoluteReturn > 0, "max-absolute-return must be positive");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
