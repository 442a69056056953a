package io.orchestrator.actors.pipeline;

import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.LivePublisher;
import io.orchestrator.actors.pipeline.BarCorrections.Change;
import io.orchestrator.actors.pipeline.BarCorrections.Key;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.BarBuilder;
import io.orchestrator.domain.market.BarBuilder.Ended;
import io.orchestrator.domain.market.BarBuilder.Trade;
import io.orchestrator.domain.market.BarSlots;
import io.orchestrator.domain.market.MinuteBook;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.MarketDataFeed.TradeCorrected;
import io.orchestrator.domain.port.MarketDataFeed.Traded;
import io.orchestrator.domain.port.MarketHistory.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Bars of the watched symbols' trades, for clients and for analysis: minutes and seconds of trades,
 * longer ones of minutes. A bar that changes after its end is told again. Times are market time.
 */
final class LiveBars {
  private static final Duration SECONDS_HORIZON = Duration.ofMinutes(1);
  private static final String BACK_FILL = "back_fill";
  private static final String LATE_TRADE = "late_trade";

  private final PipelineSettings settings;
  private final LivePublisher live;
  private final QualityFlags flags;
  private final AnalysisQueue analysis;
  private final TradingCalendar calendar = TradingCalendar.nyse();
  private final BarSlots minuteSlots = new BarSlots(calendar, Timeframe.M1, true);
  private final BarBuilder minutes;
  private final BarBuilder seconds;
  private final MinuteBook book;
  private final BarCorrections corrections;
  private final TradeCoverage coverage;
  private final Set<Symbol> tradedSince = new HashSet<>();
  private final Set<Key> toldPartial = new HashSet<>();
  private Map<Timeframe, Set<Symbol>> forming = Map.of();
  private long unnumbered;

  LiveBars(
      PipelineSettings settings,
      LivePublisher live,
      QualityFlags flags,
      TradeCoverage coverage,
      BarCorrections corrections) {
    this.settings = settings;
    this.live = live;
    this.flags = flags;
    this.coverage = coverage;
    this.corrections = corrections;
    this.analysis = new AnalysisQueue(settings.analysisQueue());
    BarSettings bars = settings.bars();
    this.minutes =
        new BarBuilder(minuteSlots, new BarBuilder.Limits(bars.horizon(), bars.tradesPerSymbol()));
    this.seconds =
        new BarBuilder(
            new BarSlots(calendar, Timeframe.S1, true),
            new BarBuilder.Limits(SECONDS_HORIZON, bars.tradesPerSymbol()));
    this.book = new MinuteBook(calendar, bars.keep());
  }

  /** Whose bars are published while they form. */
  void form(Map<Timeframe, Set<Symbol>> wanted) {
    Set<Symbol> before = forming.getOrDefault(Timeframe.S1, Set.of());
    Set<Symbol> now = wanted.getOrDefault(Timeframe.S1, Set.of());
    before.stream().filter(s -> !now.contains(s)).forEach(seconds::forget);
    forming = wanted;
  }

  void forget(Set<Symbol> symbols) {
    symbols.forEach(minutes::forget);
    symbols.forEach(seconds::forget);
    symbols.forEach(book::forget);
    toldPartial.removeIf(key -> symbols.contains(key.symbol()));
  }

  /** The feed tells of the symbol; if that is new, what came before is missing. */
  void heard(Symbol symbol, Instant now) {
    coverage.live(symbol, now, needed(now));
  }

  /** The longest bar that forms has to be whole. */
  private Instant needed(Instant now) {
    Instant needed = minuteSlots.at(now).map(BarSlots.Slot::start).orElse(now);
    for (Timeframe timeframe : MinuteBook.LONGER) {
      Optional<BarSlots.Slot> slot = book.slot(timeframe, now);
      if (slot.isPresent() && slot.get().start().isBefore(needed)) {
        needed = slot.get().start();
      }
    }
    return needed;
  }

  /** A trade that the rules believe. */
  void trade(Traded traded) {
    heard(traded.symbol(), traded.timestamp());
    long id = traded.tickId() > 0 ? traded.tickId() : --unnumbered;
    boolean priced = priced(traded.basis(), traded.timestamp());
    apply(
        traded.symbol(),
        new Trade(id, traded.timestamp(), traded.price(), traded.size(), priced),
        traded.price(),
        LATE_TRADE);
  }

  /** Last-qualified trades make prices, and outside the session those of that time, too. */
  private boolean priced(char basis, Instant at) {
    return basis == 'C'
        || basis == 'E'
            && calendar.session(TradingCalendar.dateOf(at)).filter(s -> s.contains(at)).isEmpty();
  }

  private void apply(Symbol symbol, Trade trade, double price, String cause) {
    BarBuilder.Result result = minutes.trade(symbol, trade);
    switch (result.outcome()) {
      case APPLIED -> tradedSince.add(symbol);
      case IGNORED -> flags.flag(symbol.value(), "bad_trade", "refused", price);
      case TOO_LATE -> {
        flags.flag(symbol.value(), "trade_too_late", "refused", price);
        coverage.doubt(symbol, trade.at());
      }
    }
    result.ended().forEach(ended -> minute(ended, cause));
    if (wanted(Timeframe.S1, symbol)) {
      seconds.trade(symbol, trade).ended().forEach(ended -> tell(ended, cause));
    }
  }

  /**
   * A trade is taken back or inserted. One that is not remembered is left to history: its minute is
   * asked for again.
   */
  void corrected(TradeCorrected correction) {
    Symbol symbol = correction.symbol();
    if (correction.inserted()) {
      long id = correction.tickId() > 0 ? correction.tickId() : --unnumbered;
      apply(
          symbol,
          new Trade(id, correction.timestamp(), correction.price(), correction.size()),
          correction.price(),
          "trade_inserted");
      return;
    }
    OptionalLong id = identity(correction);
    if (id.isEmpty()) {
      flags.flag(symbol.value(), "correction_unmatched", "refetched", correction.price());
      coverage.doubt(symbol, correction.timestamp());
      return;
    }
    tradedSince.add(symbol);
    minutes.cancel(symbol, id.getAsLong()).ended().forEach(ended -> minute(ended, "trade_removed"));
    if (wanted(Timeframe.S1, symbol)) {
      seconds.cancel(symbol, id.getAsLong()).ended().forEach(ended -> tell(ended, "trade_removed"));
    }
  }

  private OptionalLong identity(TradeCorrected c) {
    if (c.tickId() > 0 && minutes.knows(c.symbol(), c.tickId(), c.timestamp())) {
      return OptionalLong.of(c.tickId());
    }
    return minutes.find(c.symbol(), c.timestamp(), c.price(), c.size());
  }

  /** Finished minutes as history tells them. */
  void filled(TradeCoverage.Order order, List<Bar> told) {
    Symbol symbol = order.symbol();
    coverage.filled(order);
    for (Bar bar : told) {
      BarBuilder.Result result = minutes.restate(bar);
      Ended own = ended(bar);
      for (Ended ended : result.ended()) {
        if (ended.start().equals(bar.start())) {
          own = ended;
        } else {
          minute(ended, BACK_FILL);
        }
      }
      boolean known = own.before().isPresent();
      if (known ? !own.before().equals(own.bar()) : sinceWatched(bar)) {
        tell(own, BACK_FILL);
      }
    }
    book.fill(symbol, told, coverage.since(symbol)).forEach(ended -> tell(ended, BACK_FILL));
    complete(symbol);
  }

  /** Of a minute that the builder has forgotten. */
  private Ended ended(Bar bar) {
    Optional<Bar> before = book.minute(bar.symbol(), bar.start());
    return new Ended(
        bar.symbol(), bar.timeframe(), bar.start(), Optional.of(bar), before.isPresent(), before);
  }

  private boolean sinceWatched(Bar bar) {
    return !bar.start().isBefore(coverage.since(bar.symbol()));
  }

  /** Trades of the minute that forms, as history tells them. */
  void filledTrades(TradeCoverage.Order order, List<Tick> ticks) {
    List<Trade> trades = ticks.stream().map(this::trade).toList();
    minutes
        .replace(order.symbol(), order.from(), order.to(), trades)
        .ended()
        .forEach(ended -> minute(ended, BACK_FILL));
    coverage.filled(order);
    tradedSince.add(order.symbol());
    complete(order.symbol());
  }

  private Trade trade(Tick tick) {
    long id = tick.tickId() > 0 ? tick.tickId() : --unnumbered;
    boolean priced = priced(tick.basis(), tick.timestamp());
    return new Trade(id, tick.timestamp(), tick.price(), tick.size(), priced);
  }

  /** What was told as partial and is whole now is told again. */
  private void complete(Symbol symbol) {
    for (Key key : List.copyOf(toldPartial)) {
      if (key.symbol().equals(symbol) && !partial(key)) {
        Optional<Bar> now =
            key.timeframe() == Timeframe.M1
                ? book.minute(symbol, key.start())
                : book.told(symbol, key.timeframe(), key.start());
        corrections.add(key, Optional.empty(), now, BACK_FILL);
        toldPartial.remove(key);
      }
    }
  }

  /**
   * Forming bars that changed, those that ended by the time that has passed, and those that changed
   * after their end.
   *
   * @return the last, for whoever keeps them
   */
  List<Change> publish(Instant now) {
    for (Symbol symbol : tradedSince) {
      minutes.current(symbol).ifPresent(minute -> publishForming(symbol, minute));
    }
    tradedSince.clear();
    Instant over = now.minus(settings.bars().settle());
    seconds.endedBy(over).forEach(ended -> tell(ended, LATE_TRADE));
    minutes.endedBy(over).forEach(ended -> minute(ended, LATE_TRADE));
    book.endedBy(over).forEach(ended -> tell(ended, LATE_TRADE));
    List<Change> changes = corrections.take();
    changes.forEach(this::publishChanged);
    corrections.record(changes);
    return changes;
  }

  private void publishForming(Symbol symbol, Bar minute) {
    publishForming(minute);
    if (wanted(Timeframe.S1, symbol)) {
      seconds.current(symbol).ifPresent(this::publishForming);
    }
    for (Timeframe timeframe : MinuteBook.LONGER) {
      if (wanted(timeframe, symbol)) {
        book.current(symbol, timeframe, minute).ifPresent(this::publishForming);
      }
    }
  }

  private void publishForming(Bar bar) {
    live.publish(new LiveFeed.BarUpdate(bar, false, 0, partial(keyOf(bar))));
  }

  private boolean wanted(Timeframe timeframe, Symbol symbol) {
    return forming.getOrDefault(timeframe, Set.of()).contains(symbol);
  }

  private void publishChanged(Change change) {
    boolean partial = partial(change.key());
    change
        .after()
        .ifPresent(
            bar -> {
              live.publish(new LiveFeed.BarUpdate(bar, true, change.revision(), partial));
              if (bar.timeframe() == Timeframe.M1 && !partial) {
                analysis.corrected(bar);
              }
            });
  }

  /** Newest finished bar of each symbol, taken out. */
  List<Bar> takeForAnalysis(int max) {
    return analysis.take(max);
  }

  private void minute(Ended ended, String cause) {
    tell(ended, cause);
    book.ended(ended.symbol(), ended.start(), ended.bar()).forEach(longer -> tell(longer, cause));
  }

  private void tell(Ended ended, String cause) {
    Key key = new Key(ended.symbol(), ended.timeframe(), ended.start());
    if (ended.revision()) {
      Optional<Bar> before = toldPartial.contains(key) ? Optional.empty() : ended.before();
      corrections.add(key, before, ended.bar(), cause);
      return;
    }
    boolean partial = partial(key);
    if (partial && key.timeframe() != Timeframe.S1) {
      toldPartial.add(key);
    }
    ended
        .bar()
        .ifPresent(
            bar -> {
              live.publish(new LiveFeed.BarUpdate(bar, true, 0, partial));
              if (bar.timeframe() == Timeframe.M1 && !partial) {
                analysis.offer(bar);
              }
            });
  }

  private boolean partial(Key key) {
    Instant end =
        switch (key.timeframe()) {
          case S1 -> key.start().plusSeconds(1);
          case M1 -> minuteSlots.at(key.start()).map(BarSlots.Slot::end).orElse(key.start());
          case M5, M15, H1, D1 ->
              book.slot(key.timeframe(), key.start()).map(BarSlots.Slot::end).orElse(key.start());
        };
    return coverage.partial(key.symbol(), key.start(), end);
  }

  private static Key keyOf(Bar bar) {
    return new Key(bar.symbol(), bar.timeframe(), bar.start());
  }
}
