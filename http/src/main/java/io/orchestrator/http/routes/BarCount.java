package io.orchestrator.http.routes;

import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/** How far back so many bars of regular sessions reach, and how many there are in a time. Pure. */
final class BarCount {
  private static final TradingCalendar CALENDAR = TradingCalendar.nyse();

  private BarCount() {}

  /** Start of the earliest of {@code count} bars that begin before {@code to}. */
  static Instant back(Instant to, Timeframe timeframe, int count) {
    Instant start = to;
    long left = count;
    LocalDate date = TradingCalendar.dateOf(to);
    while (left > 0 && !date.isBefore(TradingCalendar.FIRST_DATE)) {
      var session = CALENDAR.session(date);
      if (session.isPresent() && session.get().open().isBefore(to)) {
        long before = bars(session.get(), Instant.MIN, to, timeframe);
        long skipped = Math.max(0, before - left);
        start = session.get().open().plus(timeframe.length().multipliedBy(skipped));
        left -= before;
      }
      date = date.minusDays(1);
    }
    return start;
  }

  /** Not more than {@code most}. */
  static int between(Instant from, Instant to, Timeframe timeframe, int most) {
    long count = 0;
    LocalDate first = TradingCalendar.dateOf(from);
    LocalDate date =
        first.isBefore(TradingCalendar.FIRST_DATE) ? TradingCalendar.FIRST_DATE : first;
    LocalDate last = TradingCalendar.dateOf(to);
    while (!date.isAfter(last) && count < most) {
      count += CALENDAR.session(date).map(s -> bars(s, from, to, timeframe)).orElse(0L);
      date = date.plusDays(1);
    }
    return (int) Math.min(count, most);
  }

  /** Of one session, whole or in part in the range; a daily bar is the session. */
  private static long bars(TradingSession session, Instant from, Instant to, Timeframe timeframe) {
    Instant begin = session.open().isBefore(from) ? from : session.open();
    Instant end = session.close().isAfter(to) ? to : session.close();
    return begin.isBefore(end)
        ? Math.ceilDiv(Duration.between(begin, end).toSeconds(), timeframe.length().toSeconds())
        : 0;
  }
}
