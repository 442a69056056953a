package io.orchestrator.catalogue;

import io.orchestrator.actors.api.Market;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.DataQuality;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Random walks on the real calendar; quotes of one cent around 100. */
final class FakeMarket implements Market {
  final Set<String> unknown = new HashSet<>();
  final Map<String, Quote> quotes = new HashMap<>();
  final Crashes crashes;
  Instant now = Instant.parse("2026-01-07T16:00:00Z");
  int histories;

  /** Log prices go back to their mean by a tenth a day. */
  boolean reverting;

  FakeMarket(Crashes crashes) {
    this.crashes = crashes;
  }

  @Override
  public CompletionStage<Map<Symbol, Quote>> quotes(Set<Symbol> symbols) {
    return crashes.around(
        () -> {
          var answer = new HashMap<Symbol, Quote>();
          symbols.forEach(
              s -> answer.put(s, quotes.getOrDefault(s.value(), quote(s, 100, 100.01))));
          return CompletableFuture.completedFuture(answer);
        });
  }

  Quote quote(Symbol symbol, double bid, double ask) {
    return new Quote(symbol, bid, ask, 100, 100, bid, 100, 1_000, now, DataQuality.GOOD);
  }

  @Override
  public CompletionStage<List<Bar>> history(Symbol symbol, Timeframe timeframe, int maxBars) {
    return crashes.around(
        () -> {
          histories++;
          if (unknown.contains(symbol.value())) {
            return CompletableFuture.failedFuture(
                new Refusal("market.unknown_symbol", 404, "no " + symbol, "").asException());
          }
          return CompletableFuture.completedFuture(walk(symbol, maxBars));
        });
  }

  private List<Bar> walk(Symbol symbol, int n) {
    var calendar = TradingCalendar.nyse();
    var random = new SplittableRandom(symbol.value().hashCode());
    var sessions = new ArrayList<TradingSession>();
    LocalDate date = calendar.lastClosed(now).date();
    while (sessions.size() < n) {
      calendar.session(date).ifPresent(sessions::addFirst);
      date = date.minusDays(1);
    }
    var bars = new ArrayList<Bar>();
    double price = 100;
    for (TradingSession s : sessions) {
      double open = price;
      double pull = reverting ? -0.1 * Math.log(price / 100) : 0;
      price *= Math.exp(pull + (reverting ? 0.08 : 0.02) * (random.nextDouble() - 0.5));
      bars.add(
          new Bar(
              symbol,
              Timeframe.D1,
              s.open(),
              open,
              Math.max(open, price),
              Math.min(open, price),
              price,
              reverting ? 100_000_000 : 1_000));
    }
    return bars;
  }

  @Override
  public Instant now() {
    return now;
  }
}
