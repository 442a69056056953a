package io.orchestrator.actors.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.Cache;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * History in the cache, by generation of its symbol: a corrected bar begins a new one, and what was
 * cached before, or is on its way there, is not read any more. Blocks.
 */
final class CachedHistory {
  private static final String FIRST = "0";

  private final Cache cache;
  private final Duration timeToLive;

  CachedHistory(Cache cache, Duration timeToLive) {
    this.cache = cache;
    this.timeToLive = timeToLive;
  }

  /** To be asked before the history is loaded, and given to {@link #put}. */
  String generation(Symbol symbol) {
    return cache.get(generationKey(symbol)).map(bytes -> new String(bytes, UTF_8)).orElse(FIRST);
  }

  Optional<List<Bar>> get(HistoryDesk.Key key, String generation) {
    return cache
        .get(barsKey(key, generation))
        .flatMap(bytes -> BarCodec.decode(bytes, key.symbol(), key.timeframe()));
  }

  void put(HistoryDesk.Key key, String generation, List<Bar> bars) {
    cache.put(barsKey(key, generation), BarCodec.encode(bars), timeToLive);
  }

  /**
   * Nothing that was cached of the symbol is read any more.
   *
   * @param generation not used before while anything of it can be cached
   */
  void begin(Symbol symbol, String generation) {
    // It outlives every entry of the generations before it.
    cache.put(generationKey(symbol), generation.getBytes(UTF_8), timeToLive.multipliedBy(3));
  }

  private static String generationKey(Symbol symbol) {
    return "bars-generation:" + symbol;
  }

  private static String barsKey(HistoryDesk.Key key, String generation) {
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
