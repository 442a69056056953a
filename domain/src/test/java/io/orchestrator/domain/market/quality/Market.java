package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.port.MarketDataFeed.Traded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One symbol in a scripted market: quotes and trades at a time that the test moves. */
final class Market {
  static final Symbol AAPL = Symbol.of("AAPL");
  static final Instant START = Instant.parse("2026-01-05T15:00:00Z");

  final QualitySettings settings;
  final SymbolJudge judge;
  final List<QualityRule> spoken = new ArrayList<>();
  final List<Traded> believed = new ArrayList<>();
  final List<SymbolJudge.Change> changes = new ArrayList<>();
  Optional<Finding> feed = Optional.empty();
  Optional<Quote> shown = Optional.empty();
  Instant now = START;
  private long volume = 1_000;
  private long ids;

  Market() {
    this(QualitySettings.DEFAULT);
  }

  Market(QualitySettings settings) {
    this.settings = settings;
    this.judge = new SymbolJudge(settings, START);
  }

  Market pass(Duration time) {
    now = now.plus(time);
    return this;
  }

  Market quote(double bid, double ask) {
    return quote(bid, ask, 100, ++volume, now, DataQuality.GOOD);
  }

  Market quotedAt(Instant at) {
    return quote(99.99, 100.01, 100, ++volume, at, DataQuality.GOOD);
  }

  Market volume(long told) {
    return quote(99.99, 100.01, 100, told, now, DataQuality.GOOD);
  }

  Market delayed() {
    return quote(99.99, 100.01, 100, ++volume, now, DataQuality.DELAYED);
  }

  Market quote(double bid, double ask, double last, long told, Instant at, DataQuality quality) {
    volume = Math.max(volume, told);
    Quote quote = new Quote(AAPL, bid, ask, 1, 1, last, 1, told, at, quality);
    SymbolJudge.QuoteVerdict verdict = judge.quote(quote, now);
    verdict.findings().forEach(f -> spoken.add(f.rule()));
    shown = verdict.shown();
    return this;
  }

  /** Plain quotes, a second apart, each reviewed. */
  Market quotes(int count) {
    for (int i = 0; i < count; i++) {
      pass(Duration.ofSeconds(1)).quote(99.99, 100.01).review();
    }
    return this;
  }

  Market trade(double price) {
    return trade(++ids, now, price, 'C');
  }

  Market trade(long id, Instant at, double price, char basis) {
    ids = Math.max(ids, id);
    SymbolJudge.TradeVerdict verdict =
        judge.trade(new Traded(AAPL, price, 10, at, id, 0, basis), now);
    verdict.findings().forEach(f -> spoken.add(f.rule()));
    believed.addAll(verdict.believed());
    return this;
  }

  /** Trades around 100, a second apart. */
  Market trades(int count) {
    for (int i = 0; i < count; i++) {
      pass(Duration.ofSeconds(1)).trade(100 + (i % 3) * 0.01);
    }
    return this;
  }

  Market review() {
    Optional<TradingSession> open = TradingCalendar.nyse().openAt(now);
    judge.review(now, open, feed).forEach(f -> spoken.add(f.rule()));
    judge.change(now).ifPresent(changes::add);
    return this;
  }

  DataQuality quality() {
    return judge.state(now).quality();
  }

  boolean spoke(QualityRule rule) {
    return spoken.contains(rule);
  }
}
