package io.orchestrator.domain.market.quality;

import java.time.Duration;

/**
 * Bounds of plausible market data. Times are market time where nothing else is said.
 *
 * @param staleAfter a quote older than this may not open a position
 * @param staleGaps a symbol that is rarely quoted is stale after so many of its own median gaps, if
 *     that is later; at most ten times stale-after
 * @param futureTolerance how far a time stamp may be ahead of the market clock
 * @param disorderTolerance how far a time stamp may be behind the one before
 * @param priceGrid every price is a whole multiple of it, USD; 0: any price
 * @param spikeFraction change of the mid that must be confirmed before it is believed
 * @param spikeConfirmations quotes in a row near the new level that confirm it
 * @param wideSpreadFraction spread over mid from which a quote is suspect
 * @param wideSpreadMedians and it must be so many times the symbol's own median spread
 * @param crossedFor a market crossed for longer is suspect
 * @param crossedAlarm and for longer than this it is quarantined
 * @param flagRepeat wall time in which the same rule on the same symbol is told once
 */
public record QualitySettings(
    Duration staleAfter,
    double staleGaps,
    Duration futureTolerance,
    Duration disorderTolerance,
    double priceGrid,
    double spikeFraction,
    int spikeConfirmations,
    double wideSpreadFraction,
    double wideSpreadMedians,
    Duration crossedFor,
    Duration crossedAlarm,
    Duration flagRepeat,
    Trades trades,
    Feed feed,
    Recovery recovery,
    SeriesBounds series) {

  /**
   * Bounds of trades.
   *
   * @param window trades whose median and median absolute deviation a new one is compared with
   * @param leastTrades of them before anything is judged
   * @param deviations robust standard deviations from the median that make an outlier
   * @param leastFraction and at least this share of the price
   * @param leastUsd and at least so many USD
   * @param confirmations following trades that agree and make an outlier a new level
   * @param idWindow ids of trades remembered to find repetitions
   * @param haltSilence without a trade and with quotes that do not move, a liquid symbol may be
   *     halted
   * @param liquidGap a symbol is liquid when its median time between trades is at most this
   */
  public record Trades(
      int window,
      int leastTrades,
      double deviations,
      double leastFraction,
      double leastUsd,
      int confirmations,
      int idWindow,
      Duration haltSilence,
      Duration liquidGap) {
    public static final Trades DEFAULT =
        new Trades(40, 10, 8, 0.005, 0.02, 3, 8192, Duration.ofMinutes(5), Duration.ofSeconds(10));

    public Trades {
      require(window >= 5 && window <= 1000, "trades.window must be 5..1000");
      require(leastTrades >= 3 && leastTrades <= window, "trades.least-trades must be 3..window");
      require(deviations > 0 && deviations <= 100, "trades.deviations must be in (0, 100]");
      require(leastFraction > 0 && leastFraction < 1, "trades.least-fraction must be in (0, 1)");
      require(leastUsd >= 0 && leastUsd < 1000, "trades.least-usd must be 0..1000");
      require(confirmations >= 1 && confirmations <= 20, "trades.confirmations must be 1..20");
      require(idWindow >= 64 && idWindow <= 1 << 20, "trades.id-window must be 64..1048576");
      require(positive(haltSilence), "trades.halt-silence must be positive");
      require(positive(liquidGap), "trades.liquid-gap must be positive");
    }
  }

  /**
   * Bounds of the session.
   *
   * @param heartbeatAfter wall time without the feed's time stamp after which every price is stale
   * @param quietAfter time without any data in an open market after which every price is stale
   * @param skewWarn difference of feed time and wall time that is told; real feed only
   * @param skewBlock difference that opens no position; real feed only
   * @param replayAfter with a larger difference the feed replays another day, which is told only
   * @param worldTime whether the feed tells the world's time; a simulated market has its own
   */
  public record Feed(
      Duration heartbeatAfter,
      Duration quietAfter,
      Duration skewWarn,
      Duration skewBlock,
      Duration replayAfter,
      boolean worldTime) {
    public static final Feed DEFAULT =
        new Feed(
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofDays(1),
            false);

    public Feed {
      require(positive(heartbeatAfter), "feed.heartbeat-after must be positive");
      require(positive(quietAfter), "feed.quiet-after must be positive");
      require(positive(skewWarn), "feed.skew-warn must be positive");
      require(skewBlock.compareTo(skewWarn) >= 0, "feed.skew-block must be at least skew-warn");
      require(replayAfter.compareTo(skewBlock) > 0, "feed.replay-after must be above skew-block");
    }
  }

  /**
   * How trust comes back.
   *
   * @param suspectQuotes good quotes in a row that end SUSPECT
   * @param quarantineQuotes good quotes in a row that end QUARANTINED, if
   * @param quarantineTime has passed since the last offence
   * @param settle how long a better state must hold before it is told
   */
  public record Recovery(
      int suspectQuotes, int quarantineQuotes, Duration quarantineTime, Duration settle) {
    public static final Recovery DEFAULT =
        new Recovery(3, 10, Duration.ofSeconds(10), Duration.ofSeconds(60));

    public Recovery {
      require(
          suspectQuotes >= 1 && suspectQuotes <= 1000, "recovery.suspect-quotes must be 1..1000");
      require(
          quarantineQuotes >= suspectQuotes && quarantineQuotes <= 10_000,
          "recovery.quarantine-quotes must be suspect-quotes..10000");
      require(!quarantineTime.isNegative(), "recovery.quarantine-time must not be negative");
      require(!settle.isNegative(), "recovery.settle must not be negative");
    }
  }

  /**
   * Bounds of bars, history and imports.
   *
   * @param gapBars minutes missing in a session that count as a hole
   * @param deviations robust standard deviations of the series' own moves that make an outlier
   * @param leastDailyMove and at least this share from close to close of days
   * @param leastIntradayMove and at least this share from close to close within a day
   * @param crossVolume share by which a day's volume and the sum of its minutes may differ untold
   * @param crossPrice USD by which a day's close and that of its last minute may differ untold
   */
  public record SeriesBounds(
      int gapBars,
      double deviations,
      double leastDailyMove,
      double leastIntradayMove,
      double crossVolume,
      double crossPrice) {
    public static final SeriesBounds DEFAULT = new SeriesBounds(5, 5, 0.05, 0.01, 0.02, 0.01);

    public SeriesBounds {
      require(gapBars >= 1 && gapBars <= 390, "series.gap-bars must be 1..390");
      require(deviations > 0 && deviations <= 100, "series.deviations must be in (0, 100]");
      require(
          leastDailyMove > 0 && leastDailyMove < 1, "series.least-daily-move must be in (0, 1)");
      require(
          leastIntradayMove > 0 && leastIntradayMove < 1,
          "series.least-intraday-move must be in (0, 1)");
      require(crossVolume > 0 && crossVolume < 1, "series.cross-volume must be in (0, 1)");
      require(crossPrice >= 0 && crossPrice <= 1000, "series.cross-price must be 0..1000");
    }
  }

  public static final QualitySettings DEFAULT =
      new QualitySettings(
          Duration.ofSeconds(30),
          3,
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          0.0001,
          0.10,
          3,
          0.05,
          20,
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Trades.DEFAULT,
          Feed.DEFAULT,
          Recovery.DEFAULT,
          SeriesBounds.DEFAULT);

  public QualitySettings {
    require(positive(staleAfter), "stale-after must be positive");
    require(staleGaps >= 1 && staleGaps <= 100, "stale-gaps must be 1..100");
    require(
        !futureTolerance.isNegative() && !disorderTolerance.isNegative(),
        "tolerances must not be negative");
    require(priceGrid >= 0 && priceGrid <= 1, "price-grid must be 0..1");
    require(spikeFraction > 0 && spikeFraction < 1, "spike-fraction must be in (0, 1)");
    require(
        spikeConfirmations >= 1 && spikeConfirmations <= 100, "spike-confirmations must be 1..100");
    require(
        wideSpreadFraction > 0 && wideSpreadFraction <= 2,
        "wide-spread-fraction must be in (0, 2]");
    require(
        wideSpreadMedians >= 1 && wideSpreadMedians <= 1000, "wide-spread-medians must be 1..1000");
    require(!crossedFor.isNegative(), "crossed-for must not be negative");
    require(crossedAlarm.compareTo(crossedFor) >= 0, "crossed-alarm must be at least crossed-for");
    require(!flagRepeat.isNegative(), "flag-repeat must not be negative");
  }

  private static boolean positive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
