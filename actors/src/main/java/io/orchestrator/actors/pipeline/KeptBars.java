package io.orchestrator.actors.pipeline;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.BarStore.Series;
import io.orchestrator.domain.port.BarStore.StoredBar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of a request the store can answer, and how an answer of the feed goes into it. Only bars
 * that have ended are kept. Blocks.
 */
final class KeptBars {
  private static final int OVERLAP = 3;
  private static final double SAME_CLOSE = 0.005;
  private static final Duration TRADING_DAY_START = Duration.ofHours(4);
  private static final Duration TRADING_DAY_END = Duration.ofHours(20);

  private final KeptHistory kept;
  private final TradingCalendar calendar;

  /**
   * @param bars complete up to {@code until}, oldest first, as many as were asked for
   * @param missing newest bars that the feed must be asked for, an overlap included; 0: none
   */
  record Plan(List<Bar> bars, Instant until, int missing) {}

  KeptBars(KeptHistory kept, TradingCalendar calendar) {
    this.kept = kept;
    this.calendar = calendar;
  }

  /** Empty when the feed must be asked for everything. */
  Optional<Plan> plan(HistoryDesk.Key key, Instant now) {
    Series series = series(key);
    List<Range> covered = kept.store().covered(series);
    if (covered.isEmpty()) {
      return Optional.empty();
    }
    Range newest = covered.getLast();
    if (newest.to().isAfter(now)) {
      if (kept.clockMayGoBack()) {
        kept.store().drop(series);
      }
      return Optional.empty();
    }
    long slots = slots(key.timeframe(), newest.to(), now);
    if (slots + OVERLAP >= key.maxBars() && slots > 0) {
      return Optional.empty();
    }
    List<Bar> bars = kept.store().bars(series, newest, key.maxBars());
    if (bars.size() < key.maxBars()) {
      return Optional.empty();
    }
    return Optional.of(new Plan(bars, newest.to(), slots == 0 ? 0 : (int) slots + OVERLAP));
  }

  /**
   * Joins the kept bars and the newest ones of the feed.
   *
   * @return empty when they do not fit: history was restated (a split), or there is a hole
   */
  Optional<List<Bar>> joined(HistoryDesk.Key key, Plan plan, List<Bar> tail) {
    if (tail.isEmpty() || !tail.getFirst().start().isBefore(plan.until())) {
      return Optional.empty();
    }
    Instant from = tail.getFirst().start();
    List<Bar> result = new ArrayList<>();
    for (Bar bar : plan.bars()) {
      if (bar.start().isBefore(from)) {
        result.add(bar);
      } else if (!agrees(bar, tail)) {
        kept.store().drop(series(key));
        return Optional.empty();
      }
    }
    result.addAll(tail);
    return Optional.of(result.subList(Math.max(0, result.size() - key.maxBars()), result.size()));
  }

  private static boolean agrees(Bar bar, List<Bar> tail) {
    return tail.stream()
        .filter(t -> t.start().equals(bar.start()))
        .findFirst()
        .map(t -> Math.abs(t.close() / bar.close() - 1) <= SAME_CLOSE)
        .orElse(false);
  }

  /** Keeps what has ended of an answer of the feed. */
  void keep(HistoryDesk.Key key, List<Bar> bars, Instant now) {
    List<StoredBar> ended = new ArrayList<>();
    Instant until = null;
    for (Bar bar : bars) {
      Instant end = end(bar);
      if (!end.isAfter(now)) {
        ended.add(StoredBar.raw(bar));
        until = end;
      }
    }
    if (until != null) {
      Range complete = new Range(ended.getFirst().bar().start(), until);
      kept.store().write(series(key), ended, Optional.of(complete));
    }
  }

  /**
   * A bar changed after its end; one that is gone takes the series with it: it is asked for anew.
   */
  void corrected(BarCorrections.Change change) {
    BarCorrections.Key key = change.key();
    Series series = new Series(kept.source(), key.symbol(), key.timeframe());
    Range only = new Range(key.start(), key.start().plusMillis(1));
    if (kept.store().bars(series, only, 1).isEmpty()) {
      return;
    }
    if (change.after().isPresent()) {
      kept.store().write(series, List.of(StoredBar.raw(change.after().get())), Optional.empty());
    } else {
      kept.store().drop(series);
    }
  }

  private Series series(HistoryDesk.Key key) {
    return new Series(kept.source(), key.symbol(), key.timeframe());
  }

  private Instant end(Bar bar) {
    if (bar.timeframe() == Timeframe.D1) {
      LocalDate date = TradingCalendar.dateOf(bar.start());
      Optional<TradingSession> session = calendar.session(date);
      if (session.isPresent()) {
        return session.get().close();
      }
    }
    return bar.start().plus(bar.timeframe().length());
  }

  /** How many bars can have begun since; extended hours included, so never too few. */
  private long slots(Timeframe timeframe, Instant from, Instant now) {
    long slots = 0;
    for (TradingSession session :
        calendar.sessions(TradingCalendar.dateOf(from), TradingCalendar.dateOf(now))) {
      if (timeframe == Timeframe.D1) {
        slots += !session.open().isBefore(from) && !session.open().isAfter(now) ? 1 : 0;
      } else {
        Instant midnight = session.date().atStartOfDay(TradingCalendar.NEW_YORK).toInstant();
        Instant begin = later(from, midnight.plus(TRADING_DAY_START));
        Instant end = midnight.plus(TRADING_DAY_END);
        Duration open = Duration.between(begin, now.isBefore(end) ? now : end);
        if (open.isPositive()) {
          slots += open.plus(timeframe.length()).minusNanos(1).dividedBy(timeframe.length());
        }
      }
    }
    return slots;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
