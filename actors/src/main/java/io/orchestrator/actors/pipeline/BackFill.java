package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.MarketDataFeed;
import io.orchestrator.domain.port.MarketHistory;
import io.orchestrator.domain.port.MarketHistory.BarQuery;
import io.orchestrator.domain.port.MarketHistory.Tick;
import io.orchestrator.domain.port.MarketHistory.TickQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Asks the feed's history for what was missed. Stateless. */
final class BackFill {
  private final MarketDataFeed feed;
  private final PipelineSettings settings;
  private final Executor blocking;

  /**
   * @param minutes finished, oldest first; none where nothing was traded
   * @param trades oldest first
   */
  record Found(List<Bar> minutes, List<Tick> trades) {}

  BackFill(MarketDataFeed feed, PipelineSettings settings, Executor blocking) {
    this.feed = feed;
    this.settings = settings;
    this.blocking = blocking;
  }

  /** Whether the feed has a history that can be asked for a range. */
  boolean possible() {
    return feed.archive().isPresent();
  }

  CompletionStage<Found> fetch(TradeCoverage.Order order) {
    return CompletableFuture.supplyAsync(() -> feed.archive().orElseThrow(), blocking)
        .thenCompose(archive -> order.trades() ? trades(archive, order) : minutes(archive, order))
        .orTimeout(settings.historyTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletionStage<Found> minutes(MarketHistory archive, TradeCoverage.Order order) {
    int most = (int) Duration.between(order.from(), order.to()).toMinutes();
    List<Bar> found = Collections.synchronizedList(new ArrayList<>());
    return archive
        .bars(
            BarQuery.between(order.symbol(), Timeframe.M1, order.from(), order.to(), most),
            found::addAll)
        .handle(
            (count, failure) -> {
              if (failure != null && !nothingTraded(failure)) {
                throw new CompletionException(failure);
              }
              return new Found(List.copyOf(found), List.of());
            });
  }

  /** A busier minute than can be asked for fails and comes as a whole when it has ended. */
  private CompletionStage<Found> trades(MarketHistory archive, TradeCoverage.Order order) {
    int most = settings.bars().tradesPerRequest();
    List<Tick> found = Collections.synchronizedList(new ArrayList<>());
    return archive
        .ticks(TickQuery.between(order.symbol(), order.from(), order.to(), most), found::addAll)
        .thenApply(
            count -> {
              if (found.size() >= most) {
                throw new IllegalStateException("more than " + most + " trades in a minute");
              }
              return new Found(List.of(), List.copyOf(found));
            });
  }

  private static boolean nothingTraded(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof RefusedException refused
        && refused.refusal().code().equals("market.no_data");
  }
}
