package io.orchestrator.actors.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.api.MarketRecords;
import io.orchestrator.actors.pipeline.DataPipeline;
import io.orchestrator.actors.pipeline.KeptHistory;
import io.orchestrator.actors.pipeline.PipelineSettings;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.quality.QualitySettings;
import io.orchestrator.domain.market.quality.SeriesQuality;
import io.orchestrator.domain.port.BarStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@link Market} and {@link MarketRecords} on one node. */
final class NodeMarket implements Market, MarketRecords {
  private static final String PART = "data_pipeline";

  private final Asking asking;
  private final Duration historyTimeout;
  private final int maxHistory;
  private final ActorRef<DataPipeline.Command> pipeline;
  private final MarketClock marketClock;
  private final Supplier<Optional<Instant>> told;
  private final KeptRecords kept;
  private final Executor blocking;
  private final QualitySettings quality;

  /**
   * @param told market time as another node tells it
   */
  NodeMarket(
      Asking asking,
      PipelineSettings settings,
      ActorRef<DataPipeline.Command> pipeline,
      MarketClock marketClock,
      Supplier<Optional<Instant>> told,
      Optional<KeptHistory> kept) {
    this.told = told;
    this.asking = asking;
    this.kept = new KeptRecords(kept, settings.quality().series());
    this.blocking =
        asking
            .system()
            .dispatchers()
            .lookup(DispatcherSelector.fromConfig("orchestrator.dispatchers.blocking"));
    this.historyTimeout = settings.historyTimeout().plusSeconds(5);
    this.maxHistory = settings.maxBars();
    this.quality = settings.quality();
    this.pipeline = pipeline;
    this.marketClock = marketClock;
  }

  @Override
  public CompletionStage<List<Bar>> takeForAnalysis(int max) {
    return asking
        .<DataPipeline.Command, DataPipeline.ForAnalysis>ask(
            PART, pipeline, replyTo -> new DataPipeline.TakeForAnalysis(max, replyTo))
        .thenApply(DataPipeline.ForAnalysis::bars);
  }

  @Override
  public CompletionStage<Map<Symbol, Quote>> quotes(Set<Symbol> symbols) {
    return asking
        .<DataPipeline.Command, DataPipeline.QuotesReply>ask(
            PART, pipeline, replyTo -> new DataPipeline.GetQuotes(Set.copyOf(symbols), replyTo))
        .thenApply(
            reply ->
                reply.quotes().stream()
                    .collect(Collectors.toUnmodifiableMap(Quote::symbol, Function.identity())));
  }

  @Override
  public CompletionStage<List<Bar>> history(Symbol symbol, Timeframe timeframe, int maxBars) {
    return ask(symbol, timeframe, maxBars, false)
        .thenApply(reply -> Asking.valueOf(reply.bars(), reply.refusal()));
  }

  @Override
  public int maxHistory() {
    return maxHistory;
  }

  @Override
  public CompletionStage<List<Bar>> adjusted(List<Bar> bars) {
    return CompletableFuture.supplyAsync(() -> kept.adjusted(bars), blocking);
  }

  @Override
  public CompletionStage<History> historyOrStale(Symbol symbol, Timeframe timeframe, int maxBars) {
    return ask(symbol, timeframe, maxBars, true)
        .thenApply(
            reply -> new History(Asking.valueOf(reply.bars(), reply.refusal()), reply.staleAge()));
  }

  private CompletionStage<DataPipeline.HistoryReply> ask(
      Symbol symbol, Timeframe timeframe, int maxBars, boolean staleAllowed) {
    return asking.ask(
        PART,
        pipeline,
        historyTimeout,
        replyTo -> new DataPipeline.GetHistory(symbol, timeframe, maxBars, staleAllowed, replyTo));
  }

  @Override
  public CompletionStage<Quality> quality() {
    return asking
        .<DataPipeline.Command, DataPipeline.QualityReply>ask(
            PART, pipeline, DataPipeline.GetQuality::new)
        .thenApply(reply -> new Quality(reply.symbols(), reply.rules(), quality));
  }

  @Override
  public CompletionStage<List<BarStore.Summary>> kept() {
    return CompletableFuture.supplyAsync(kept::series, blocking);
  }

  @Override
  public CompletionStage<Optional<KeptBars>> keptBars(
      Symbol symbol, Timeframe timeframe, BarStore.Range range, int maxBars) {
    return CompletableFuture.supplyAsync(
        () -> kept.bars(symbol, timeframe, range, maxBars), blocking);
  }

  @Override
  public CompletionStage<SeriesQuality> audit(String source, Symbol symbol, Timeframe timeframe) {
    return CompletableFuture.supplyAsync(() -> kept.audit(source, symbol, timeframe), blocking);
  }

  @Override
  public CompletionStage<KeptTicks> ticks(Symbol symbol, BarStore.Range range, int max) {
    return CompletableFuture.supplyAsync(() -> kept.ticks(symbol, range, max), blocking);
  }

  /** Of this node's own feed, else as the node that has one tells it, else wall time. */
  @Override
  public Instant now() {
    return marketClock.known() ? marketClock.instant() : told.get().orElseGet(marketClock::instant);
  }

  @Override
  public boolean timeKnown() {
    return marketClock.known() || told.get().isPresent();
  }
}
