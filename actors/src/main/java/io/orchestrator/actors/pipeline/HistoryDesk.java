package io.orchestrator.actors.pipeline;

import io.orchestrator.actors.pipeline.BarCorrections.Change;
import io.orchestrator.domain.cache.Found;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.quality.BarRules;
import io.orchestrator.domain.market.quality.Finding;
import io.orchestrator.domain.port.Cache;
import io.orchestrator.domain.port.MarketDataFeed;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
  record Key(Symbol symbol, Timeframe timeframe, int maxBars) {}

  /**
   * @param findings of the quality rules; empty from the cache
   */
  record Loaded(List<Bar> bars, List<Finding> findings) {}

  private static final Logger LOG = LoggerFactory.getLogger(HistoryDesk.class);

  private final MarketDataFeed feed;
  private final CachedHistory cache;
  private final PipelineSettings settings;
  private final MarketClock marketClock;
  private final Executor blocking;
  private final Optional<KeptBars> kept;

  /**
   * @param clock wall time
   */
  HistoryDesk(
      MarketDataFeed feed,
      Cache cache,
      Optional<KeptHistory> kept,
      PipelineSettings settings,
      MarketClock marketClock,
      InstantSource clock,
      Executor blocking) {
    this.feed = feed;
    this.kept = kept.map(history -> new KeptBars(history, TradingCalendar.nyse()));
    this.cache = new CachedHistory(cache, settings, clock, blocking);
    this.settings = settings;
    this.marketClock = marketClock;
    this.blocking = blocking;
  }

  /** Of the cache when it is fresh there; marked as stale when it cannot be loaded anew. */
  CompletionStage<Found<Loaded>> load(Key key) {
    return cache.get(key, () -> fromStore(key));
  }

  /**
   * Bars that changed after their end: what was cached of their symbols is not read any more, and
   * the store gets the new ones.
   */
  void corrected(List<Change> changes) {
    List<Change> wrong =
        changes.stream().filter(c -> c.before().isPresent() && c.differs()).toList();
    if (!wrong.isEmpty()) {
      CompletableFuture.runAsync(() -> replace(wrong), blocking);
    }
  }

  /** History of the symbol was told anew: what was cached of it is not read any more. */
  void restated(Symbol symbol) {
    CompletableFuture.runAsync(() -> cache.begin(symbol, UUID.randomUUID().toString()), blocking);
  }

  private void replace(List<Change> changes) {
    changes.stream()
        .map(change -> change.key().symbol())
        .distinct()
        .forEach(symbol -> cache.begin(symbol, UUID.randomUUID().toString()));
    try {
      storage().ifPresent(store -> changes.forEach(store::corrected));
    } catch (RuntimeException e) {
      LOG.error("{} corrected bars are not in the store: {}", changes.size(), e.toString());
    }
  }

  private CompletableFuture<Loaded> fromStore(Key key) {
    return CompletableFuture.supplyAsync(() -> plan(key), blocking)
        .thenCompose(
            plan -> {
              if (plan.isEmpty()) {
                return fromFeed(key);
              }
              if (plan.get().missing() == 0) {
                return CompletableFuture.supplyAsync(() -> checked(plan.get().bars()), blocking);
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
                        return checked(bars);
                      });
            },
            blocking)
        .handle((found, failure) -> failure == null ? found : Optional.<Loaded>empty())
        .thenCompose(
            found -> found.map(CompletableFuture::completedFuture).orElseGet(() -> fromFeed(key)));
  }

  private CompletableFuture<Loaded> fromFeed(Key key) {
    return ask(key, key.maxBars())
        .thenApplyAsync(
            bars -> {
              Loaded loaded = checked(bars);
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
    return BarRules.check(settings.quality(), bars, marketClock.instant());
  }

  private Loaded checked(List<Bar> bars) {
    BarRules.Checked checked = sound(bars);
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
