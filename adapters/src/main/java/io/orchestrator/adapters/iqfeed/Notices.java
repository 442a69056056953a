package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.port.FeedNotice;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who listen to notices. Thread-safe. */
final class Notices {
  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
  private static final int LISTENERS_MAX = 64;
  private final List<Consumer<FeedNotice>> listeners = new CopyOnWriteArrayList<>();

  AutoCloseable listen(Consumer<FeedNotice> listener) {
    if (listeners.size() >= LISTENERS_MAX) {
      throw new IllegalStateException("more than " + LISTENERS_MAX + " listeners");
    }
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  void tell(FeedNotice notice) {
    for (Consumer<FeedNotice> listener : listeners) {
      try {
        listener.accept(notice);
      } catch (RuntimeException e) {
        LOG.warn("A listener to notices of the feed failed", e);
      }
    }
  }
}
