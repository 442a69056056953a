package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.quality.BarRules;
import io.orchestrator.domain.port.Cache;
import io.orchestrator.domain.port.MarketDataFeed;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * History through the cache, then the store, then the feed: of what the store has, only the newest
 * bars are asked for. What comes from the feed is checked before it is kept. A store that fails
 * delays nobody. Stateless.
 */
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

  private static final Logger LOG = LoggerFactory.getLogger(HistoryDesk.class);
  private static final double JUMP_FRACTION = 0.5;

  private final MarketDataFeed feed;
  private final Cache cache;
  private final PipelineSettings settings;
  private final MarketClock marketClock;
  private final Executor blocking;
  private final Optional<KeptBars> kept;

  HistoryDesk(
      MarketDataFeed feed,
      Cache cache,
      Optional<KeptHistory> kept,
      PipelineSettings settings,
      MarketClock marketClock,
      Executor blocking) {
    this.feed = feed;
    this.kept = kept.map(history -> new KeptBars(history, TradingCalendar.nyse()));
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
                    .orElseGet(() -> fromStore(key)));
  }

  private CompletableFuture<Loaded> fromStore(Key key) {
    return CompletableFuture.supplyAsync(() -> plan(key), blocking)
        .thenCompose(
            plan -> {
              if (plan.isEmpty()) {
                return fromFeed(key);
              }
              if (plan.get().missing() == 0) {
                return CompletableFuture.supplyAsync(
                    () -> checked(key, plan.get().bars()), blocking);
              }
              return newest(key, plan.get());
            });
  }

  private Optional<KeptBars.Plan> plan(Key key) {
    try {
      return storage().flatMap(bars -> bars.plan(key, marketClock.instant()));
    } catch (RuntimeException e) {
      LOG.warn("history of {} is not read from the store: {}", key.symbol(), e.toString());
      return Optional.empty();
    }
  }

  private CompletableFuture<Loaded> newest(Key key, KeptBars.Plan plan) {
    return ask(key, plan.missing())
        .thenApplyAsync(
            tail -> {
              List<Bar> sound = sound(tail).bars();
              return kept.orElseThrow()
                  .joined(key, plan, sound)
                  .map(
                      bars -> {
                        keep(key, sound);
                        return checked(key, bars);
                      });
            },
            blocking)
        .handle((found, failure) -> failure == null ? found : Optional.<Loaded>empty())
        .thenCompose(
            found -> found.map(CompletableFuture::completedFuture).orElseGet(() -> fromFeed(key)));
  }

  private Optional<List<Bar>> cached(Key key) {
    return cache
        .get(key.cacheKey())
        .flatMap(bytes -> BarCodec.decode(bytes, key.symbol(), key.timeframe()));
  }

  private CompletableFuture<Loaded> fromFeed(Key key) {
    return ask(key, key.maxBars())
        .thenApplyAsync(
            bars -> {
              Loaded loaded = checked(key, bars);
              keep(key, loaded.bars());
              return loaded;
            },
            blocking);
  }

  private CompletableFuture<List<Bar>> ask(Key key, int bars) {
    return feed.history(key.symbol(), key.timeframe(), bars)
        .toCompletableFuture()
        .copy()
        .orTimeout(settings.historyTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private BarRules.Checked sound(List<Bar> bars) {
    return BarRules.check(bars, JUMP_FRACTION, marketClock.instant());
  }

  private Loaded checked(Key key, List<Bar> bars) {
    BarRules.Checked checked = sound(bars);
    cache.put(key.cacheKey(), BarCodec.encode(checked.bars()), settings.cacheTimeToLive());
    return new Loaded(checked.bars(), checked.findings());
  }

  /** Nothing that lasts is concluded from a time that the market has not told. */
  private Optional<KeptBars> storage() {
    return marketClock.known() ? kept : Optional.empty();
  }

  private void keep(Key key, List<Bar> bars) {
    try {
      storage().ifPresent(store -> store.keep(key, bars, marketClock.instant()));
    } catch (RuntimeException e) {
      LOG.warn("history of {} is not kept: {}", key.symbol(), e.toString());
    }
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
