package io.orchestrator.actors.api;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.quality.QualitySettings;
import io.orchestrator.domain.market.quality.SeriesQuality;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.MarketHistory;
import io.orchestrator.domain.port.TickStore;
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
   * Bars of a past range where one kept series has all of it, imported ones first; else made of
   * kept minutes or ticks that have all of it. The newest {@code maxBars}, oldest first. Empty: ask
   * {@link Market#history}.
   */
  CompletionStage<Optional<KeptBars>> keptBars(
      Symbol symbol, Timeframe timeframe, BarStore.Range range, int maxBars);

  /**
   * Reads one kept series and says what is missing and what is special. Refused: {@code
   * market.not_kept}, {@code market.audit_busy}.
   */
  CompletionStage<SeriesQuality> audit(String source, Symbol symbol, Timeframe timeframe);

  /** The newest {@code max} of a range, oldest first. Refused: {@code market.ticks_not_kept}. */
  CompletionStage<KeptTicks> ticks(Symbol symbol, BarStore.Range range, int max);

  /**
   * @param gaps numbers of the vendor that are missing in the range
   */
  record KeptTicks(String source, List<MarketHistory.Tick> ticks, List<TickStore.Gap> gaps) {}

  /**
   * What a rule, or the pipeline, said of a symbol.
   *
   * @param rule wire name of a {@code QualityRule}, or another reason like symbol_limit
   * @param effect what became of the data
   * @param value what was measured
   * @param at wall time
   */
  record Flag(String rule, String effect, double value, Instant at) {}

  /**
   * @param quality now; without a quote STALE
   * @param cause wire name of the rule that says so; empty when GOOD or nothing came yet
   * @param since when that state began, market time
   * @param quotedAt time of the latest good quote
   * @param rules how often each quality rule spoke since the pipeline started
   * @param lastFlag what was said last
   */
  record SymbolQuality(
      Symbol symbol,
      DataQuality quality,
      Optional<String> cause,
      Instant since,
      Optional<Instant> quotedAt,
      Map<String, Long> rules,
      Optional<Flag> lastFlag) {}

  /**
   * @param symbols in order of their names
   * @param rules of no watched symbol
   * @param settings thresholds in force
   */
  record Quality(List<SymbolQuality> symbols, Map<String, Long> rules, QualitySettings settings) {}

  /**
   * @param source of the series, as in {@code BarStore.Series}
   */
  record KeptBars(String source, List<Bar> bars) {}
}
