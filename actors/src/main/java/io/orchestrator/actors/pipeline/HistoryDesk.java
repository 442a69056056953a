package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.quality.BarRules;
import io.orchestrator.domain.port.Cache;
import io.orchestrator.domain.port.MarketDataFeed;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** History through the cache: what comes from the feed is checked before it is kept. Stateless. */
final class HistoryDesk {
  /** What is asked for; equal requests share one answer. */
  record Key(Symbol symbol, Timeframe timeframe, int maxBars) {
    String cacheKey() {
      return "bars:" + symbol + ":" + timeframe.wireName() + ":" + maxBars;
    }
  }

  /**
   * @param findings of the quality rules; empty from the cache
   */
  record Loaded(List<Bar> bars, List<String> findings) {}

  private static final double JUMP_FRACTION = 0.5;

  private final MarketDataFeed feed;
  private final Cache cache;
  private final PipelineSettings settings;
  private final InstantSource marketClock;
  private final Executor blocking;

  HistoryDesk(
      MarketDataFeed feed,
      Cache cache,
      PipelineSettings settings,
      InstantSource marketClock,
      Executor blocking) {
    this.feed = feed;
    this.cache = cache;
    this.settings = settings;
    this.marketClock = marketClock;
    this.blocking = blocking;
  }

  CompletionStage<Loaded> load(Key key) {
    return CompletableFuture.supplyAsync(() -> cached(key), blocking)
        .thenCompose(
            found ->
                found
                    .map(bars -> CompletableFuture.completedFuture(new Loaded(bars, List.of())))
                    .orElseGet(() -> fromFeed(key)));
  }

  private Optional<List<Bar>> cached(Key key) {
    return cache
        .get(key.cacheKey())
        .flatMap(bytes -> BarCodec.decode(bytes, key.symbol(), key.timeframe()));
  }

  private CompletableFuture<Loaded> fromFeed(Key key) {
    return feed.history(key.symbol(), key.timeframe(), key.maxBars())
        .toCompletableFuture()
        .copy()
        .orTimeout(settings.historyTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .thenApplyAsync(
            bars -> {
              BarRules.Checked checked = BarRules.check(bars, JUMP_FRACTION, marketClock.instant());
              cache.put(
                  key.cacheKey(), BarCodec.encode(checked.bars()), settings.cacheTimeToLive());
              return new Loaded(checked.bars(), checked.findings());
            },
            blocking);
  }

  static Refusal refusalOf(Throwable failure, Key key) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case RefusedException refused -> refused.refusal();
      case TimeoutException timeout ->
          new Refusal(
              "market.timeout",
              504,
              "the feed gave no history of " + key.symbol() + " in time",
              "see the health of 'market_data' and try again");
      default ->
          new Refusal(
              "market.feed_unavailable",
              503,
              "history of " + key.symbol() + " failed: " + cause.getClass().getSimpleName(),
              "see the health of 'market_data' and try again");
    };
  }
}
