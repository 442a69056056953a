package io.orchestrator.domain.market.quality;

import java.time.Duration;

/**
 * Bounds of plausible market data.
 *
 * @param staleAfter a quote older than this (market time) may not open a position
 * @param futureTolerance how far a time stamp may be ahead of the market clock
 * @param disorderTolerance how far a time stamp may be behind the one before
 * @param spikeFraction change of the mid that must be confirmed before it is believed
 * @param spikeConfirmations quotes in a row near the new level that confirm it
 * @param wideSpreadFraction spread over mid from which a quote is suspect
 */
public record QualitySettings(
    Duration staleAfter,
    Duration futureTolerance,
    Duration disorderTolerance,
    double spikeFraction,
    int spikeConfirmations,
    double wideSpreadFraction) {

  public static final QualitySettings DEFAULT =
      new QualitySettings(
          Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(1), 0.10, 3, 0.20);

  public QualitySettings {
    if (staleAfter.isNegative() || staleAfter.isZero()) {
      throw new IllegalArgumentException("stale-after must be positive");
    }
    if (futureTolerance.isNegative() || disorderTolerance.isNegative()) {
      throw new IllegalArgumentException("tolerances must not be negative");
    }
    if (!(spikeFraction > 0 && spikeFraction < 1)) {
      throw new IllegalArgumentException("spike-fraction must be in (0, 1)");
    }
    if (spikeConfirmations < 1 || spikeConfirmations > 100) {
      throw new IllegalArgumentException("spike-confirmations must be 1..100");
    }
    if (!(wideSpreadFraction > 0 && wideSpreadFraction <= 2)) {
      throw new IllegalArgumentException("wide-spread-fraction must be in (0, 2]");
    }
  }
}
