package io.orchestrator.actors.pipeline;

import io.orchestrator.actors.api.Events;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.market.Symbol;
import java.util.Map;
import java.util.Set;

/** Every finding of a quality rule: all are counted, a bounded number an interval is told. */
final class QualityFlags {
  private final Events events;
  private final int perInterval;
  private final QualityBook book = new QualityBook();
  private Set<Symbol> watched = Set.of();
  private int told;
  private int untold;

  QualityFlags(Events events, int perInterval) {
    this.events = events;
    this.perInterval = perInterval;
  }

  void flag(String symbol, String rule, String effect, double value) {
    book.count(symbol, rule, watched);
    if (told < perInterval) {
      told++;
      record(symbol, rule, effect, value);
    } else {
      untold++;
    }
  }

  /** Findings of other symbols are counted together from now on. */
  void keepOnly(Set<Symbol> nowWatched) {
    watched = nowWatched;
    book.keepOnly(nowWatched);
  }

  Map<String, Long> of(String symbol) {
    return book.of(symbol);
  }

  /** An interval is over: says how many were not told in it. */
  void nextInterval() {
    if (untold > 0) {
      record("*", "more", "counted", untold);
    }
    told = 0;
    untold = 0;
  }

  private void record(String symbol, String rule, String effect, double value) {
    events.record(
        EventDraft.of(
            EventTypes.DATA_QUALITY_FLAGGED,
            DataPipeline.SOURCE,
            Severity.WARNING,
            Map.of("symbol", symbol, "rule", rule, "effect", effect, "value", value)));
  }
}
