package io.orchestrator.actors.pipeline;

import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Bars that changed after they were told as final, gathered for an interval: of one bar the first
 * and the last value count, of one symbol there is one event.
 */
final class BarCorrections {
  private static final int BARS_PER_EVENT = 20;
  private static final int REVISIONS_REMEMBERED = 20_000;

  /** Which bar. */
  record Key(Symbol symbol, Timeframe timeframe, Instant start) {}

  /**
   * @param before as it was told; empty: it was not
   * @param after as it is now; empty: its last trade was taken back
   */
  record Change(Key key, Optional<Bar> before, Optional<Bar> after, String cause, int revision) {
    boolean differs() {
      return !before.equals(after);
    }
  }

  private final Events events;
  private final Map<Key, Change> pending = new LinkedHashMap<>();
  private final Map<Key, Integer> revisions =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Integer> eldest) {
          return size() > REVISIONS_REMEMBERED;
        }
      };

  BarCorrections(Events events) {
    this.events = events;
  }

  void add(Key key, Optional<Bar> before, Optional<Bar> after, String cause) {
    Change first = pending.get(key);
    pending.put(
        key,
        first == null
            ? new Change(key, before, after, cause, 0)
            : new Change(key, first.before(), after, cause, 0));
  }

  /** All since the last call, numbered; then they are forgotten. */
  List<Change> take() {
    List<Change> changes = new ArrayList<>();
    for (Change change : pending.values()) {
      int revision = revisions.merge(change.key(), 1, Integer::sum);
      changes.add(
          new Change(change.key(), change.before(), change.after(), change.cause(), revision));
    }
    pending.clear();
    return changes;
  }

  int revision(Key key) {
    return revisions.getOrDefault(key, 0);
  }

  /** One event for each symbol of which somebody may have used a wrong bar. */
  void record(List<Change> changes) {
    Map<Symbol, List<Change>> bySymbol = new TreeMap<>();
    for (Change change : changes) {
      if (change.before().isPresent() && change.differs()) {
        bySymbol.computeIfAbsent(change.key().symbol(), s -> new ArrayList<>()).add(change);
      }
    }
    bySymbol.forEach(
        (symbol, of) ->
            events.record(
                EventDraft.of(
                    EventTypes.BAR_CORRECTED,
                    DataPipeline.SOURCE,
                    Severity.WARNING,
                    Map.of(
                        "symbol", symbol.value(),
                        "cause", of.getFirst().cause(),
                        "bars", of.stream().limit(BARS_PER_EVENT).map(this::told).toList(),
                        "more", Math.max(0, of.size() - BARS_PER_EVENT)))));
  }

  private Map<String, Object> told(Change change) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("timeframe", change.key().timeframe().wireName());
    data.put("start", change.key().start().toString());
    data.put("revision", change.revision());
    data.put("before", change.before().map(BarCorrections::values).orElse(Map.of()));
    data.put("after", change.after().map(BarCorrections::values).orElse(Map.of()));
    return data;
  }

  private static Map<String, Object> values(Bar bar) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("open", bar.open());
    values.put("high", bar.high());
    values.put("low", bar.low());
    values.put("close", bar.close());
    values.put("volume", bar.volume());
    return values;
  }
}
