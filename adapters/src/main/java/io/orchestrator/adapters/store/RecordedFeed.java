package io.orchestrator.adapters.store;

import io.orchestrator.domain.port.MarketDataFeed;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.Flow;

/**
 * A feed whose events also go to a {@link TickWriter}, before its subscriber gets them. A proxy, so
 * that no method of the feed can be forgotten here.
 */
public final class RecordedFeed {
  private RecordedFeed() {}

  public static MarketDataFeed of(MarketDataFeed feed, TickWriter writer) {
    return (MarketDataFeed)
        Proxy.newProxyInstance(
            MarketDataFeed.class.getClassLoader(),
            new Class<?>[] {MarketDataFeed.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("events")) {
                return recorded(feed.events(), writer);
              }
              try {
                return method.invoke(feed, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Flow.Publisher<List<MarketDataFeed.FeedEvent>> recorded(
      Flow.Publisher<List<MarketDataFeed.FeedEvent>> events, TickWriter writer) {
    return subscriber -> events.subscribe(new Passing(subscriber, writer));
  }

  private record Passing(
      Flow.Subscriber<? super List<MarketDataFeed.FeedEvent>> to, TickWriter writer)
      implements Flow.Subscriber<List<MarketDataFeed.FeedEvent>> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      to.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<MarketDataFeed.FeedEvent> batch) {
      writer.offer(batch);
      to.onNext(batch);
    }

    @Override
    public void onError(Throwable failure) {
      to.onError(failure);
    }

    @Override
    public void onComplete() {
      to.onComplete();
    }
  }
}
