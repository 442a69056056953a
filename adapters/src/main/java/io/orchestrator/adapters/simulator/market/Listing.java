package io.orchestrator.adapters.simulator.market;

import io.orchestrator.domain.market.Symbol;

/**
 * How one symbol behaves.
 *
 * @param sector name of the factor it shares with its sector
 * @param referencePrice USD, the close before the first simulated session
 * @param dailyVolume shares on an ordinary day
 * @param beta loading on the market factor
 * @param sectorLoading loading on the sector factor
 * @param ownSigma standard deviation of its own daily log return
 * @param spreadBps quoted spread in basis points of the price, at least one cent is quoted
 */
record Listing(
    Symbol symbol,
    String description,
    String sector,
    double referencePrice,
    long dailyVolume,
    double beta,
    double sectorLoading,
    double ownSigma,
    double spreadBps) {

  /** Variance of a daily log return over a long time. */
  double dailyVariance() {
    return square(beta * DailyModel.MARKET_SIGMA)
        + square(sectorLoading * DailyModel.SECTOR_SIGMA)
        + square(ownSigma);
  }

  /** The same listing continuing recorded bars: their last price, volume and volatility. */
  Listing continuing(double lastClose, long volume, double dailySigma) {
    double common = dailyVariance() - square(ownSigma);
    double own = Math.sqrt(Math.max(square(dailySigma) - common, square(0.4 * dailySigma)));
    return new Listing(
        symbol, description, sector, lastClose, volume, beta, sectorLoading, own, spreadBps);
  }

  private static double square(double value) {
    return value * value;
  }
}
