package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.fail;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.MarketDataFeed.FeedEvent;
import io.orchestrator.domain.port.MarketDataFeed.QuoteChanged;
import io.orchestrator.domain.port.MarketDataFeed.SessionChanged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Predicate;

/** A subscriber that keeps what it hears and lets a test wait for it. */
final class EventRecorder implements Flow.Subscriber<List<FeedEvent>> {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private final List<FeedEvent> heard = new ArrayList<>();
  private final long firstDemand;
  private Flow.Subscription subscription;
  private boolean completed;
  private Throwable failure;

  EventRecorder() {
    this(Long.MAX_VALUE);
  }

  EventRecorder(long firstDemand) {
    this.firstDemand = firstDemand;
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription fresh) {
    subscription = fresh;
    if (firstDemand != 0) {
      fresh.request(firstDemand);
    }
    notifyAll();
  }

  @Override
  public synchronized void onNext(List<FeedEvent> batch) {
    heard.addAll(batch);
    notifyAll();
  }

  @Override
  public synchronized void onError(Throwable fault) {
    failure = fault;
    notifyAll();
  }

  @Override
  public synchronized void onComplete() {
    completed = true;
    notifyAll();
  }

  synchronized Flow.Subscription subscription() {
    return subscription;
  }

  synchronized List<FeedEvent> heard() {
    return List.copyOf(heard);
  }

  synchronized void forget() {
    heard.clear();
  }

  synchronized boolean completed() {
    return completed;
  }

  synchronized Throwable failure() {
    return failure;
  }

  /** The first event that fits, waiting for it. */
  synchronized FeedEvent await(String what, Predicate<FeedEvent> fits) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      for (FeedEvent event : heard) {
        if (fits.test(event)) {
          return event;
        }
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return fail("waited in vain for " + what + "; heard " + heard.size() + " events");
      }
      waitFor(left);
    }
  }

  synchronized void awaitEnd() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!completed && failure == null) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        fail("the stream did not end");
      }
      waitFor(left);
    }
  }

  private void waitFor(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("interrupted");
    }
  }

  SessionChanged awaitSession(boolean up) {
    return (SessionChanged)
        await("session " + up, e -> e instanceof SessionChanged s && s.up() == up);
  }

  QuoteChanged awaitQuote(Symbol symbol) {
    return (QuoteChanged)
        await(
            "a quote of " + symbol,
            e -> e instanceof QuoteChanged q && q.quote().symbol().equals(symbol));
  }
}
