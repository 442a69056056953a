package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.market.quality.FeedJudge;
import io.orchestrator.domain.market.quality.Finding;
import io.orchestrator.domain.market.quality.QualityRule;
import io.orchestrator.domain.market.quality.QualitySettings;
import io.orchestrator.domain.market.quality.QualityState;
import io.orchestrator.domain.market.quality.SymbolJudge;
import io.orchestrator.domain.port.MarketDataFeed.TradeCorrected;
import io.orchestrator.domain.port.MarketDataFeed.Traded;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is believed of each symbol: its judge, the newest quote to show, and which changed since
 * they were published. Market time where nothing else is said.
 */
final class QuoteTable {
  private final QualitySettings settings;
  private final TradingCalendar calendar = TradingCalendar.nyse();
  private final Map<Symbol, SymbolJudge> judges = new HashMap<>();
  private final Map<Symbol, Quote> shown = new HashMap<>();
  private final Set<Symbol> changed = new LinkedHashSet<>();
  private final FeedJudge feed;
  private Optional<Finding> feedState = Optional.empty();

  /**
   * @param state as of now
   * @param since when it began
   */
  record Standing(QualityState state, Instant since, Optional<Quote> quote) {}

  /** What the review of one symbol brought. */
  record Reviewed(Symbol symbol, List<Finding> findings, Optional<SymbolJudge.Change> change) {}

  QuoteTable(QualitySettings settings) {
    this.settings = settings;
    this.feed = new FeedJudge(settings);
  }

  private SymbolJudge judge(Symbol symbol, Instant now) {
    SymbolJudge known = judges.get(symbol);
    if (known == null) {
      known = new SymbolJudge(settings, now);
      known.feedStale(!feed.up());
      judges.put(symbol, known);
    }
    return known;
  }

  List<Finding> offer(Quote quote, Instant now) {
    SymbolJudge.QuoteVerdict verdict = judge(quote.symbol(), now).quote(quote, now);
    verdict
        .shown()
        .ifPresent(
            next -> {
              shown.put(next.symbol(), next);
              changed.add(next.symbol());
            });
    return verdict.findings();
  }

  SymbolJudge.TradeVerdict offer(Traded trade, Instant now) {
    return judge(trade.symbol(), now).trade(trade, now);
  }

  Finding corrected(TradeCorrected correction, Instant now) {
    return judge(correction.symbol(), now).corrected(correction, now);
  }

  /** While the session is down every price is stale. */
  void session(boolean up) {
    boolean lost = feed.up() && !up;
    feed.session(up);
    judges.values().forEach(judge -> judge.feedStale(!up));
    if (lost) {
      shown.replaceAll((symbol, quote) -> SymbolJudge.marked(quote, DataQuality.STALE));
      changed.addAll(shown.keySet());
    }
  }

  boolean sessionUp() {
    return feed.up();
  }

  /**
   * @param wall when it came
   */
  void heartbeat(Instant feedTime, Duration sinceData, Instant wall) {
    feed.heartbeat(feedTime, sinceData, wall);
  }

  /**
   * Once an interval: what the passing of time brings to the session.
   *
   * @return what is wrong with it, if that is new
   */
  Optional<Finding> reviewFeed(Instant now, Instant wall) {
    Optional<QualityRule> before = feedState.map(Finding::rule);
    feedState = feed.review(wall, calendar.isOpen(now));
    return feedState.filter(finding -> feed.wasUp() && !Optional.of(finding.rule()).equals(before));
  }

  /** Once an interval, after {@link #reviewFeed}; only those of whom there is something to say. */
  List<Reviewed> review(Instant now) {
    Optional<TradingSession> open = calendar.openAt(now);
    return judges.entrySet().stream()
        .map(
            entry -> {
              List<Finding> findings = entry.getValue().review(now, open, feedState);
              var change = entry.getValue().change(now);
              remark(entry.getKey(), entry.getValue().state(now).quality());
              return new Reviewed(entry.getKey(), findings, change);
            })
        .filter(reviewed -> !reviewed.findings().isEmpty() || reviewed.change().isPresent())
        .toList();
  }

  /** What readers were shown as better than it is now is shown to them once more. */
  private void remark(Symbol symbol, DataQuality quality) {
    Quote last = shown.get(symbol);
    if (last != null && last.quality().compareTo(quality) < 0) {
      shown.put(symbol, SymbolJudge.marked(last, quality));
      changed.add(symbol);
    }
  }

  /** The last good quote with the quality that it has now; a suspect one does not hide it. */
  Optional<Quote> quote(Symbol symbol, Instant now) {
    return Optional.ofNullable(judges.get(symbol)).flatMap(judge -> judge.quote(now));
  }

  /** Empty for a symbol of which nothing came yet. */
  Optional<Standing> standing(Symbol symbol, Instant now) {
    return Optional.ofNullable(judges.get(symbol))
        .map(judge -> new Standing(judge.state(now), judge.since(), judge.quote(now)));
  }

  /** What to publish now: each changed symbol once, in its newest state. */
  Set<Quote> takeChanged() {
    Set<Quote> result = new LinkedHashSet<>();
    for (Symbol symbol : changed) {
      Quote quote = shown.get(symbol);
      if (quote != null) {
        result.add(quote);
      }
    }
    changed.clear();
    return result;
  }

  /** What was known of the symbol is no measure of what comes: its shares are others now. */
  void forget(Symbol symbol) {
    judges.remove(symbol);
    shown.remove(symbol);
    changed.remove(symbol);
  }

  /** Judges those that are new from now on, and forgets the others. */
  void keepOnly(Set<Symbol> watched, Instant now) {
    judges.keySet().retainAll(watched);
    shown.keySet().retainAll(watched);
    changed.retainAll(new HashSet<>(watched));
    watched.forEach(symbol -> judge(symbol, now));
  }
}
