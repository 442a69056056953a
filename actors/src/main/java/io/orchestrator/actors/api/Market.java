package io.orchestrator.actors.api;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The data pipeline: validated, cached market data. */
public interface Market {
  /**
   * Latest good quotes; symbols without one are absent. Fresh: never from the cache's TTL window.
   */
  CompletionStage<Map<Symbol, Quote>> quotes(Set<Symbol> symbols);

  /** Through the cache; fails as {@code MarketDataFeed.history} does. */
  CompletionStage<List<Bar>> history(Symbol symbol, Timeframe timeframe, int maxBars);

  /** Now in market time: as the feed tells it, or the simulated market's clock. */
  Instant now();

  /** Whether the market has told its time; until then {@link #now()} is wall time. */
  default boolean timeKnown() {
    return true;
  }
}
