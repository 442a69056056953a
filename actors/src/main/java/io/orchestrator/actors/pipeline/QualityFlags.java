package io.orchestrator.actors.pipeline;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.MarketRecords.Flag;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.quality.Finding;
import io.orchestrator.domain.market.quality.QualityRule;
import io.orchestrator.domain.market.quality.SymbolJudge;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every finding of a quality rule: all are counted; the same one of a symbol is told once in a
 * while, and a bounded number an interval.
 */
final class QualityFlags {
  private final Events events;
  private final int perInterval;
  private final Duration repeat;
  private final InstantSource clock;
  private final QualityBook book = new QualityBook();
  private Set<Symbol> watched = Set.of();
  private int told;
  private int untold;

  /**
   * @param clock wall time
   */
  QualityFlags(Events events, PipelineSettings settings, InstantSource clock) {
    this.events = events;
    this.perInterval = settings.maxFlagsPerInterval();
    this.repeat = settings.quality().flagRepeat();
    this.clock = clock;
  }

  void flag(Symbol symbol, List<Finding> findings) {
    findings.forEach(finding -> flag(symbol.value(), finding));
  }

  /** A rule that says no more than that something is ordinary is counted and not told. */
  void flag(String symbol, Finding finding) {
    QualityRule rule = finding.rule();
    note(
        symbol,
        new Flag(rule.wireName(), wire(finding.effect()), finding.value(), clock.instant()),
        rule.severity());
  }

  /** What is no rule's finding, but concerns the data of a symbol. */
  void flag(String symbol, String rule, String effect, double value) {
    note(symbol, new Flag(rule, effect, value, clock.instant()), Severity.WARNING);
  }

  private void note(String symbol, Flag flag, Severity severity) {
    book.count(symbol, flag, watched);
    if (severity == Severity.DEBUG || !book.news(symbol, flag.rule(), watched, repeat, flag.at())) {
      return;
    }
    if (told < perInterval) {
      told++;
      record(symbol, flag, severity);
    } else {
      untold++;
    }
  }

  /** A symbol's state changed; the same bound of events holds for it. */
  void changed(Symbol symbol, SymbolJudge.Change change) {
    if (told >= perInterval) {
      untold++;
      return;
    }
    told++;
    DataQuality to = change.to().quality();
    events.record(
        EventDraft.of(
            EventTypes.DATA_QUALITY_CHANGED,
            DataPipeline.SOURCE,
            to.compareTo(change.from().quality()) < 0 ? Severity.INFO : Severity.WARNING,
            Map.of(
                "symbol", symbol.value(),
                "from", wire(change.from().quality()),
                "to", wire(to),
                "rule", change.to().cause().map(QualityRule::wireName).orElse(""),
                "since", change.since().toString())));
  }

  private static String wire(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Findings of other symbols are counted together from now on. */
  void keepOnly(Set<Symbol> nowWatched) {
    watched = nowWatched;
    book.keepOnly(nowWatched);
  }

  Map<String, Long> of(String symbol) {
    return book.of(symbol);
  }

  Optional<Flag> last(String symbol) {
    return book.last(symbol);
  }

  /** An interval is over: says how many were not told in it. */
  void nextInterval() {
    if (untold > 0) {
      record("*", new Flag("more", "count", untold, clock.instant()), Severity.WARNING);
    }
    told = 0;
    untold = 0;
  }

  private void record(String symbol, Flag flag, Severity severity) {
    events.record(
        EventDraft.of(
            EventTypes.DATA_QUALITY_FLAGGED,
            DataPipeline.SOURCE,
            severity,
            Map.of(
                "symbol", symbol,
                "rule", flag.rule(),
                "effect", flag.effect(),
                "value", flag.value())));
  }
}
