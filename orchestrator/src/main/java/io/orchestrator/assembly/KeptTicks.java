package io.orchestrator.assembly;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orchestrator.adapters.store.TickBackfill;
import io.orchestrator.adapters.store.TickSettings;
import io.orchestrator.adapters.store.TickWriter;
import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.port.MarketDataFeed;
import io.orchestrator.domain.port.TickStore;
import java.util.Optional;

/** Trades on their way to disk: the live ones, and those that history has instead. */
public record KeptTicks(TickStore store, TickWriter writer, Optional<TickBackfill> backfill)
    implements AutoCloseable {
  static KeptTicks start(
      TickStore store,
      String source,
      MarketDataFeed feed,
      TickSettings settings,
      MarketClock clock) {
    return new KeptTicks(
        store,
        TickWriter.start(store, source, settings),
        feed.archive().map(a -> TickBackfill.start(store, a, source, settings, clock)));
  }

  void count(MeterRegistry meters) {
    FunctionCounter.builder("orchestrator.ticks.kept", writer, w -> w.counts().kept())
        .description("Trades and corrections written to the tick store")
        .register(meters);
    FunctionCounter.builder("orchestrator.ticks.dropped", writer, w -> w.counts().dropped())
        .description("Trades that the tick store was too slow for")
        .register(meters);
    FunctionCounter.builder("orchestrator.ticks.unnumbered", writer, w -> w.counts().unnumbered())
        .description("Trades without a number, which cannot be kept")
        .register(meters);
  }

  @Override
  public void close() {
    backfill.ifPresent(TickBackfill::close);
    writer.close();
    store.close();
  }
}
