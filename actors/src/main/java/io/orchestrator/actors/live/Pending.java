package io.orchestrator.actors.live;

import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.LiveFeed.Update;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What waits for one reader: of a state only the latest, of what happened everything, in order. Not
 * thread-safe.
 */
final class Pending {
  private final int most;
  private final Map<Object, Update> waiting = new LinkedHashMap<>();
  private long happened;

  /**
   * @param most that happened and may wait; with one more the reader has lost its place
   */
  Pending(int most) {
    this.most = most;
  }

  Pending add(Update update) {
    Optional<String> topic = topic(update);
    if (topic.isPresent()) {
      waiting.remove(topic.get());
      waiting.put(topic.get(), update);
      return this;
    }
    if (++happened > most) {
      throw tooSlow();
    }
    if (update instanceof LiveFeed.BarUpdate last) {
      waiting.remove(forming(last));
    }
    waiting.put(happened, update);
    return this;
  }

  List<Update> all() {
    return List.copyOf(waiting.values());
  }

  /** What the next of the same topic replaces; empty for what must not be missed. */
  static Optional<String> topic(Update update) {
    return switch (update) {
      case LiveFeed.StatusUpdate status -> Optional.of("status");
      case LiveFeed.HealthUpdate health -> Optional.of("health");
      case LiveFeed.RiskUpdate risk -> Optional.of("risk");
      case LiveFeed.QuoteUpdate quote -> Optional.of("quote:" + quote.quote().symbol());
      case LiveFeed.MarketTimeUpdate time -> Optional.of("market-time");
      case LiveFeed.BarUpdate bar -> bar.isFinal() ? Optional.empty() : Optional.of(forming(bar));
      case LiveFeed.ViolationUpdate violation -> Optional.empty();
      case LiveFeed.WorkflowUpdate workflow -> Optional.empty();
      case LiveFeed.OrderUpdate order -> Optional.empty();
    };
  }

  private static String forming(LiveFeed.BarUpdate bar) {
    return "bar:" + bar.bar().symbol() + ":" + bar.bar().timeframe();
  }

  static RefusedException tooSlow() {
    return new Refusal(
            "stream.too_slow",
            429,
            "Updates came faster than this node could hand them on.",
            "Connect again and resume from your last seq.")
        .asException();
  }
}
