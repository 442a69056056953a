package io.orchestrator.actors.node;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.MarketDataFeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A feed whose session and data a test moves by hand. */
public final class FakeFeed implements MarketDataFeed {
  private final SubmissionPublisher<List<FeedEvent>> publisher =
      new SubmissionPublisher<>(Runnable::run, 256);
  public final Set<Symbol> watched = new ConcurrentSkipListSet<>();
  public final AtomicInteger historyCalls = new AtomicInteger();
  public final AtomicInteger lastMaxBars = new AtomicInteger();
  public final AtomicInteger resets = new AtomicInteger();
  public final AtomicLong malformed = new AtomicLong();
  public volatile CompletableFuture<List<Bar>> history = new CompletableFuture<>();
  private volatile boolean up;

  @Override
  public void start() {}

  @Override
  public long malformedLines() {
    return malformed.get();
  }

  @Override
  public Flow.Publisher<List<FeedEvent>> events() {
    return subscriber -> {
      publisher.subscribe(subscriber);
      if (up) {
        publisher.submit(List.of(new SessionChanged(true, "up")));
      }
    };
  }

  public boolean hasSubscriber() {
    return publisher.hasSubscribers();
  }

  public void session(boolean nowUp) {
    up = nowUp;
    publisher.submit(List.of(new SessionChanged(nowUp, nowUp ? "up" : "lost")));
  }

  public void send(FeedEvent... events) {
    publisher.submit(List.of(events));
  }

  @Override
  public void watch(Set<Symbol> symbols) {
    watched.addAll(symbols);
  }

  @Override
  public void unwatch(Set<Symbol> symbols) {
    watched.removeAll(new ArrayList<>(symbols));
  }

  @Override
  public CompletionStage<List<Bar>> history(Symbol symbol, Timeframe timeframe, int maxBars) {
    historyCalls.incrementAndGet();
    lastMaxBars.set(maxBars);
    return up
        ? history
        : CompletableFuture.failedStage(
            new Refusal("market.feed_unavailable", 503, "down", "wait").asException());
  }

  @Override
  public ProbeResult probe() {
    return up ? ProbeResult.ok(Duration.ofMillis(1), "connected") : ProbeResult.down("no session");
  }

  @Override
  public void reset() {
    resets.incrementAndGet();
  }

  @Override
  public void close() {
    publisher.close();
  }
}
