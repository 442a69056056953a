package io.orchestrator.adapters.simulator.market;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What the servers of the simulator see of the market. Thread-safe. */
public interface MarketView {
  Set<Symbol> symbols();

  /**
   * Present quote in market time; throws {@code IllegalArgumentException} for an unknown symbol.
   */
  Quote quote(Symbol symbol);

  /** Finished bars up to now, oldest first, at most {@code maxBars}. */
  List<Bar> history(Symbol symbol, Timeframe timeframe, int maxBars);

  /** The market's clock: starts in an open session and may run faster than the wall clock. */
  InstantSource clock();

  /** Whether the regular session is open now. */
  boolean open();

  /**
   * Calls {@code listener} after each step of the market with the quotes that changed, on the
   * market's thread.
   *
   * @return ends the subscription
   */
  AutoCloseable onStep(Consumer<List<Quote>> listener);
}
