package io.orchestrator.catalogue;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges the bars of one symbol. Unusable ones are left out; degraded ones give no direction. */
final class BarQuality {
  static final int FEWEST_BARS = 80;
  private static final double LARGEST_JUMP = 0.4;
  private static final double MOST_MISSING = 0.02;
  private static final double MOST_WITHOUT_VOLUME = 0.2;
  private static final Duration FEED_DELAY = Duration.ofMinutes(5);

  private final TradingCalendar calendar;
  private final Timeframe timeframe;
  private final Instant now;

  /**
   * @param now in market time
   */
  BarQuality(TradingCalendar calendar, Timeframe timeframe, Instant now) {
    this.calendar = calendar;
    this.timeframe = timeframe;
    this.now = now;
  }

  /** Why these bars cannot be analysed at all. */
  Optional<String> unusable(List<Bar> bars) {
    if (bars.size() < FEWEST_BARS) {
      return Optional.of("only " + bars.size() + " bars, " + FEWEST_BARS + " are needed");
    }
    for (int i = 1; i < bars.size(); i++) {
      if (!bars.get(i - 1).start().isBefore(bars.get(i).start())) {
        return Optional.of("bars are not in order at " + bars.get(i).start());
      }
    }
    return Optional.empty();
  }

  /** Why a direction found in these bars must not be traded on; empty if all is well. */
  List<String> degraded(List<Bar> bars) {
    var reasons = new ArrayList<String>();
    stale(bars.getLast()).ifPresent(reasons::add);
    missing(bars).ifPresent(reasons::add);
    for (int i = 1; i < bars.size(); i++) {
      double change = Math.log(bars.get(i).close() / bars.get(i - 1).close());
      if (Math.abs(change) > LARGEST_JUMP) {
        reasons.add("price jump at " + bars.get(i).start() + ": is a split not adjusted?");
        break;
      }
    }
    long silent = bars.stream().filter(b -> b.volume() == 0).count();
    if (silent > MOST_WITHOUT_VOLUME * bars.size()) {
      reasons.add(silent + " of " + bars.size() + " bars have no volume");
    }
    return reasons;
  }

  private Optional<String> stale(Bar last) {
    if (timeframe == Timeframe.D1) {
      LocalDate newest = calendar.lastClosed(now).date();
      LocalDate have = TradingCalendar.dateOf(last.start());
      return have.isBefore(newest)
          ? Optional.of("the last bar is of " + have + ", the session of " + newest + " is missing")
          : Optional.empty();
    }
    Instant newest = calendar.isOpen(now) ? now : calendar.lastClosed(now).close();
    Duration age = Duration.between(last.start(), newest);
    Duration most = timeframe.length().multipliedBy(3).plus(FEED_DELAY);
    return age.compareTo(most) > 0
        ? Optional.of("the last bar began at " + last.start() + ", " + age + " ago")
        : Optional.empty();
  }

  private Optional<String> missing(List<Bar> bars) {
    LocalDate first = TradingCalendar.dateOf(bars.getFirst().start());
    if (timeframe != Timeframe.D1 || first.isBefore(TradingCalendar.FIRST_DATE)) {
      return Optional.empty();
    }
    LocalDate last = TradingCalendar.dateOf(bars.getLast().start());
    int sessions = calendar.sessions(first, last).size();
    int lacking = sessions - bars.size();
    return lacking > MOST_MISSING * sessions
        ? Optional.of(lacking + " of " + sessions + " sessions are missing")
        : Optional.empty();
  }
}
