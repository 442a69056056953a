package io.orchestrator.test.trading;

import io.orchestrator.actors.api.Market;
import io.orchestrator.adapters.simulator.market.MarketView;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The simulated market without a feed between. */
public record SimulatedPrices(MarketView market) implements Market {
  @Override
  public CompletionStage<Map<Symbol, Quote>> quotes(Set<Symbol> symbols) {
    Map<Symbol, Quote> quotes = new HashMap<>();
    symbols.forEach(symbol -> quotes.put(symbol, market.quote(symbol)));
    return CompletableFuture.completedStage(quotes);
  }

  @Override
  public CompletionStage<List<Bar>> history(Symbol symbol, Timeframe timeframe, int maxBars) {
    return CompletableFuture.completedStage(market.history(symbol, timeframe, maxBars));
  }

  @Override
  public Instant now() {
    return market.clock().instant();
  }
}
