package io.orchestrator.actors.api;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.BarStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What is kept and known about market data, beside the data themselves. */
public interface MarketRecords {
  /** Quality state of every watched symbol, and how often each rule spoke. */
  CompletionStage<Quality> quality();

  /** What this node keeps: fed and imported series. Fails as {@code BarStore} does. */
  CompletionStage<List<BarStore.Summary>> kept();

  /**
   * Bars of a past range where one kept series has all of it, imported ones first; the newest
   * {@code maxBars}, oldest first. Empty: ask {@link Market#history}.
   */
  CompletionStage<Optional<KeptBars>> keptBars(
      Symbol symbol, Timeframe timeframe, BarStore.Range range, int maxBars);

  /**
   * @param quality of the latest quote now; without one STALE
   * @param quotedAt time of the latest good quote
   * @param rules how often each quality rule spoke since the pipeline started
   */
  record SymbolQuality(
      Symbol symbol, DataQuality quality, Optional<Instant> quotedAt, Map<String, Long> rules) {}

  /**
   * @param rules of no watched symbol
   */
  record Quality(List<SymbolQuality> symbols, Map<String, Long> rules) {}

  /**
   * @param source of the series, as in {@code BarStore.Series}
   */
  record KeptBars(String source, List<Bar> bars) {}
}
