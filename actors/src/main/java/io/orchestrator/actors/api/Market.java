package io.orchestrator.actors.api;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The data pipeline: validated, cached market data. */
public interface Market {
  /**
   * Latest good quotes; symbols without one are absent. Fresh: never from the cache's TTL window.
   */
  CompletionStage<Map<Symbol, Quote>> quotes(Set<Symbol> symbols);

  /**
   * Through the cache, never older than its time to live; fails as {@code MarketDataFeed.history}
   * does.
   */
  CompletionStage<List<Bar>> history(Symbol symbol, Timeframe timeframe, int maxBars);

  /** Most bars that {@link #history} may be asked for. */
  default int maxHistory() {
    return Integer.MAX_VALUE;
  }

  /**
   * Bars as traded, in today's shares and with dividends, as far as corporate actions are known:
   * see {@code PriceAdjustment}. For analysis, never for orders. Fails as {@code BarStore} does.
   *
   * @param bars of one symbol and timeframe, oldest first
   */
  default CompletionStage<List<Bar>> adjusted(List<Bar> bars) {
    return CompletableFuture.completedFuture(bars);
  }

  /** {@link #history}, {@link #adjusted}. */
  default CompletionStage<List<Bar>> adjustedHistory(
      Symbol symbol, Timeframe timeframe, int maxBars) {
    return history(symbol, timeframe, maxBars).thenCompose(this::adjusted);
  }

  /**
   * As {@link #history}; when that fails because the feed does, what the cache still has, marked.
   * To be shown, not to be traded on.
   */
  default CompletionStage<History> historyOrStale(Symbol symbol, Timeframe timeframe, int maxBars) {
    return history(symbol, timeframe, maxBars)
        .thenApply(bars -> new History(bars, Optional.empty()));
  }

  /**
   * @param staleAge since the bars were loaded, when they could not be loaded anew; empty when they
   *     are fresh
   */
  record History(List<Bar> bars, Optional<Duration> staleAge) {}

  /**
   * Takes the symbols with a new finished minute out of the pipeline's analysis queue, the newest
   * bar of each; who takes them analyses them.
   *
   * @param max most symbols at once; the rest stays
   */
  default CompletionStage<List<Bar>> takeForAnalysis(int max) {
    return CompletableFuture.completedFuture(List.of());
  }

  /** Now in market time: as the feed tells it, or the simulated market's clock. */
  Instant now();

  /** Whether the market has told its time; until then {@link #now()} is wall time. */
  default boolean timeKnown() {
    return true;
  }
}
