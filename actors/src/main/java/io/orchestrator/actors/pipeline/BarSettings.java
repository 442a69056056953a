package io.orchestrator.actors.pipeline;

import java.time.Duration;

/**
 * Bars of live trades.
 *
 * @param horizon bars that ended longer ago (market time) are corrected from history, not by trades
 * @param tradesPerSymbol remembered one by one; earlier ones can be taken back from history only
 * @param keep minutes, from which longer bars are corrected
 * @param requests to the feed's history at a time that fill gaps
 * @param settle a minute is asked for this long after its end, market time
 * @param retry pause after a failed request, wall time
 * @param tradesPerRequest of the minute that forms; of a busier one the rest comes when it has
 *     ended
 */
public record BarSettings(
    Duration horizon,
    int tradesPerSymbol,
    Duration keep,
    int requests,
    Duration settle,
    Duration retry,
    int tradesPerRequest) {
  public static final BarSettings DEFAULT =
      new BarSettings(
          Duration.ofMinutes(5),
          2_000,
          Duration.ofHours(30),
          4,
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          20_000);

  public BarSettings {
    require(horizon.toSeconds() >= 60, "bars.horizon must be at least a minute");
    require(tradesPerSymbol >= 1, "bars.trades-per-symbol must be at least 1");
    require(keep.toHours() >= 24 && keep.toDays() <= 7, "bars.keep must be 24 hours to 7 days");
    require(requests >= 1 && requests <= 64, "bars.requests must be 1..64");
    require(!settle.isNegative(), "bars.settle must not be negative");
    require(!retry.isNegative() && !retry.isZero(), "bars.retry must be positive");
    require(
        tradesPerRequest >= 1 && tradesPerRequest <= 1_000_000,
        "bars.trades-per-request must be 1..1000000");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
