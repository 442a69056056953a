package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.quality.QualitySettings;
import java.time.Duration;
import java.util.Set;

/**
 * The data pipeline's settings.
 *
 * @param interval between publications of what changed; a symbol's newest state wins
 * @param symbols always watched
 * @param maxWatched symbols watched at a time; more are refused with an event
 * @param cacheTimeToLive of quotes and history in the cache
 * @param staleFor how long after that history may be given, marked, to who allows it, while the
 *     feed cannot give it; zero: never
 * @param historyTimeout for one request to the feed
 * @param maxHistoryRequests under way at a time; more are refused
 * @param maxBars of one history request
 * @param analysisQueue symbols with a new finished bar that wait for analysis; older ones give way
 * @param watchExpiry a node that renewed its watch list not within this time is gone
 * @param maxFlagsPerInterval data quality events in one interval; more are only counted
 */
public record PipelineSettings(
    Duration interval,
    Set<Symbol> symbols,
    int maxWatched,
    Duration cacheTimeToLive,
    Duration staleFor,
    Duration historyTimeout,
    int maxHistoryRequests,
    int maxBars,
    int analysisQueue,
    Duration watchExpiry,
    int maxFlagsPerInterval,
    QualitySettings quality,
    BarSettings bars) {

  public static final PipelineSettings DEFAULT =
      new PipelineSettings(
          Duration.ofSeconds(1),
          Set.of(
              Symbol.of("AAPL"),
              Symbol.of("MSFT"),
              Symbol.of("GOOGL"),
              Symbol.of("AMZN"),
              Symbol.of("SPY")),
          500,
          Duration.ofSeconds(60),
          Duration.ofMinutes(15),
          Duration.ofSeconds(20),
          64,
          50_000,
          500,
          Duration.ofSeconds(60),
          5,
          QualitySettings.DEFAULT,
          BarSettings.DEFAULT);

  public PipelineSettings {
    symbols = Set.copyOf(symbols);
    require(positive(interval), "data-pipeline-interval must be positive");
    require(
        maxWatched >= symbols.size() && maxWatched <= 10_000,
        "max-watched must hold the configured symbols and be at most 10000");
    require(positive(cacheTimeToLive), "cache.market-data must be positive");
    require(!staleFor.isNegative(), "cache.market-data-stale must not be negative");
    require(positive(historyTimeout), "history-timeout must be positive");
    require(maxHistoryRequests >= 1, "max-history-requests must be at least 1");
    require(maxBars >= 1, "max-bars must be at least 1");
    require(analysisQueue >= 1, "analysis-queue must be at least 1");
    require(positive(watchExpiry), "watch-expiry must be positive");
    require(maxFlagsPerInterval >= 0, "max-flags-per-interval must not be negative");
  }

  private static boolean positive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  public PipelineSettings withInterval(Duration every) {
    return new PipelineSettings(
        every,
        symbols,
        maxWatched,
        cacheTimeToLive,
        staleFor,
        historyTimeout,
        maxHistoryRequests,
        maxBars,
        analysisQueue,
        watchExpiry,
        maxFlagsPerInterval,
        quality,
        bars);
  }
}
