package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.MarketDataFeed;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What the feed is told to watch: the union of all wishes, changed by difference. */
final class FeedWatch {
  private final MarketDataFeed feed;
  private final Executor blocking;
  private final Consumer<Throwable> failed;
  private CompletableFuture<Void> calls = CompletableFuture.completedFuture(null);
  private Set<Symbol> watched = Set.of();

  /**
   * @param added watched from now on
   * @param removed not any more
   */
  record Change(Set<Symbol> added, Set<Symbol> removed) {}

  /**
   * @param failed gets why a call failed, on a thread of {@code blocking}
   */
  FeedWatch(MarketDataFeed feed, Executor blocking, Consumer<Throwable> failed) {
    this.feed = feed;
    this.blocking = blocking;
    this.failed = failed;
  }

  void start() {
    call(feed::start);
  }

  Set<Symbol> watched() {
    return watched;
  }

  boolean watches(Symbol symbol) {
    return watched.contains(symbol);
  }

  Change change(Set<Symbol> wanted) {
    Set<Symbol> more = new TreeSet<>(wanted);
    more.removeAll(watched);
    Set<Symbol> less = new TreeSet<>(watched);
    less.removeAll(wanted);
    watched = wanted;
    if (!more.isEmpty()) {
      call(() -> feed.watch(more));
    }
    if (!less.isEmpty()) {
      call(() -> feed.unwatch(less));
    }
    return new Change(more, less);
  }

  /** May touch a socket: off the actor's thread, one after the other. */
  private void call(Runnable call) {
    calls =
        calls.handleAsync(
            (done, failure) -> {
              try {
                call.run();
              } catch (RuntimeException e) {
                failed.accept(e);
              }
              return done;
            },
            blocking);
  }
}
