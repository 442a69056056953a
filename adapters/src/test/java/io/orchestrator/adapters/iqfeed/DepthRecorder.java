package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.MarketDepth;
import io.orchestrator.domain.port.DepthFeed.DepthChanged;
import io.orchestrator.domain.port.DepthFeed.Reason;
import io.orchestrator.domain.port.DepthFeed.Refused;
import io.orchestrator.domain.port.DepthFeed.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A sink of market depth that keeps what it gets. */
final class DepthRecorder implements Consumer<Update> {
  private final List<Update> heard = new ArrayList<>();

  @Override
  public synchronized void accept(Update update) {
    heard.add(update);
  }

  synchronized List<Update> heard() {
    return List.copyOf(heard);
  }

  synchronized void forget() {
    heard.clear();
  }

  /** The first depth that fits. */
  MarketDepth await(String what, Predicate<MarketDepth> fits) {
    FeedRig.await(what, () -> depths().stream().anyMatch(fits));
    return depths().stream().filter(fits).findFirst().orElseThrow();
  }

  /** A new one with both sides to be believed. */
  MarketDepth awaitWhole() {
    forget();
    return await(
        "depth",
        d -> d.quality() == DataQuality.GOOD && !d.bids().isEmpty() && !d.asks().isEmpty());
  }

  void awaitStale() {
    await("stale depth", d -> d.quality() == DataQuality.STALE);
  }

  void awaitRefusal(Reason reason) {
    FeedRig.await(
        "refusal",
        () -> heard().stream().anyMatch(u -> u instanceof Refused r && r.reason() == reason));
  }

  private List<MarketDepth> depths() {
    return heard().stream()
        .filter(DepthChanged.class::isInstance)
        .map(u -> ((DepthChanged) u).depth())
        .toList();
  }
}
