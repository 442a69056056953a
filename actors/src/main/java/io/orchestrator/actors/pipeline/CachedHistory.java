package io.orchestrator.actors.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestrator.actors.pipeline.HistoryDesk.Key;
import io.orchestrator.actors.pipeline.HistoryDesk.Loaded;
import io.orchestrator.domain.cache.CachePolicy;
import io.orchestrator.domain.cache.Found;
import io.orchestrator.domain.cache.ReadThroughCache;
import io.orchestrator.domain.cache.ReadThroughCache.Codec;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.Cache;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * History in the cache, by generation of its symbol: a corrected bar begins a new one, and what was
 * cached before, or is on its way there, is not read any more, not as stale either.
 */
final class CachedHistory {
  private static final String FIRST = "0";

  private final Cache cache;
  private final ReadThroughCache<Loaded> loads;
  private final Duration outlives;
  private final Executor blocking;

  /**
   * @param clock wall time
   */
  CachedHistory(Cache cache, PipelineSettings settings, InstantSource clock, Executor blocking) {
    this.cache = cache;
    this.blocking = blocking;
    // Of the whole load, store and feed, so that a stale answer still finds the one who asked.
    CachePolicy policy =
        new CachePolicy(
            settings.cacheTimeToLive(),
            settings.staleFor(),
            settings.historyTimeout(),
            settings.maxHistoryRequests());
    this.loads = new ReadThroughCache<>(cache, policy, CachedHistory::mayPass, clock, blocking);
    this.outlives = policy.timeToLive().plus(policy.staleFor()).multipliedBy(3);
  }

  /** A symbol that does not exist is no outage. */
  private static boolean mayPass(Throwable failure) {
    return !(failure instanceof RefusedException refused) || refused.refusal().status() >= 500;
  }

  /** One load for all who ask for the same of the same generation at once. */
  CompletableFuture<Found<Loaded>> get(Key key, Supplier<CompletableFuture<Loaded>> load) {
    return CompletableFuture.supplyAsync(() -> generation(key.symbol()), blocking)
        .thenCompose(generation -> loads.get(barsKey(key, generation), codec(key), load));
  }

  /** To be known before the history is loaded. */
  private String generation(Symbol symbol) {
    return cache.get(generationKey(symbol)).map(bytes -> new String(bytes, UTF_8)).orElse(FIRST);
  }

  private static Codec<Loaded> codec(Key key) {
    return new Codec<>(
        loaded -> BarCodec.encode(loaded.bars()),
        bytes ->
            BarCodec.decode(bytes, key.symbol(), key.timeframe())
                .map(bars -> new Loaded(bars, List.of())));
  }

  /**
   * Nothing that was cached of the symbol is read any more. Blocks.
   *
   * @param generation not used before while anything of it can be cached
   */
  void begin(Symbol symbol, String generation) {
    // It outlives every entry of the generations before it.
    cache.put(generationKey(symbol), generation.getBytes(UTF_8), outlives);
  }

  private static String generationKey(Symbol symbol) {
    return "bars-generation:" + symbol;
  }

  private static String barsKey(Key key, String generation) {
    return "bars:"
        + key.symbol()
        + ":"
        + key.timeframe().wireName()
        + ":"
        + key.maxBars()
        + ":"
        + generation;
  }
}
