package io.orchestrator.actors.node;

import akka.actor.typed.ActorRef;
import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.pipeline.DataPipeline;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@link Market} on one node. */
final class NodeMarket implements Market {
  private static final String PART = "data_pipeline";

  private final Asking asking;
  private final Duration historyTimeout;
  private final ActorRef<DataPipeline.Command> pipeline;
  private final MarketClock marketClock;

  NodeMarket(
      Asking asking,
      Duration historyTimeout,
      ActorRef<DataPipeline.Command> pipeline,
      MarketClock marketClock) {
    this.asking = asking;
    this.historyTimeout = historyTimeout.plusSeconds(5);
    this.pipeline = pipeline;
    this.marketClock = marketClock;
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
    return asking
        .<DataPipeline.Command, DataPipeline.HistoryReply>ask(
            PART,
            pipeline,
            historyTimeout,
            replyTo -> new DataPipeline.GetHistory(symbol, timeframe, maxBars, replyTo))
        .thenApply(reply -> Asking.valueOf(reply.bars(), reply.refusal()));
  }

  @Override
  public Instant now() {
    return marketClock.instant();
  }

  @Override
  public boolean timeKnown() {
    return marketClock.known();
  }
}
