package io.orchestrator.domain.execution;

/**
 * The square-root law: impact = Y · σ · √(Q / V). B. Tóth et al., "Anomalous price impact and the
 * critical nature of liquidity in financial markets", Physical Review X 1 (2011) 021006.
 */
public final class SquareRootImpact {
  /** Y of order one for equities. */
  public static final double Y = 1;

  private SquareRootImpact() {}

  /**
   * @param dailyVolatility standard deviation of a day's return, 0.02 for 2 %
   * @param quantity shares
   * @param dailyVolume shares
   * @return basis points of the arrival price
   */
  public static double basisPoints(double dailyVolatility, double quantity, double dailyVolume) {
    if (!(dailyVolatility >= 0) || !(quantity >= 0) || !(dailyVolume > 0)) {
      throw new IllegalArgumentException(
          "volatility " + dailyVolatility + ", quantity " + quantity + ", volume " + dailyVolume);
    }
    return Y * dailyVolatility * Math.sqrt(quantity / dailyVolume) * 10_000;
  }
}
