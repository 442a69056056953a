package io.orchestrator.test.market;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.MarketDataFeed;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;

/** A feed that says what a test gives it, and has no history. */
final class ReplayedFeed implements MarketDataFeed {
  private final SubmissionPublisher<List<FeedEvent>> publisher =
      new SubmissionPublisher<>(Runnable::run, 256);

  void send(List<FeedEvent> events) {
    publisher.submit(events);
  }

  boolean hasSubscriber() {
    return publisher.hasSubscribers();
  }

  @Override
  public void start() {}

  @Override
  public Flow.Publisher<List<FeedEvent>> events() {
    return publisher;
  }

  @Override
  public void watch(Set<Symbol> symbols) {}

  @Override
  public void unwatch(Set<Symbol> symbols) {}

  @Override
  public CompletionStage<List<Bar>> history(Symbol symbol, Timeframe timeframe, int maxBars) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException("no history"));
  }

  @Override
  public ProbeResult probe() {
    return ProbeResult.ok(Duration.ZERO, "replay");
  }

  @Override
  public void reset() {}

  @Override
  public void close() {
    publisher.close();
  }
}
