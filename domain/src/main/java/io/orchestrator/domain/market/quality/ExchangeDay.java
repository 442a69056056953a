package io.orchestrator.domain.market.quality;

import io.orchestrator.domain.market.TradingCalendar;
import java.time.Instant;
import java.time.LocalDate;

/** The calendar day in New York of instants that mostly lie on the same one. */
final class ExchangeDay {
  private long from;
  private long until;
  private LocalDate date = LocalDate.MIN;

  /** Whether the instant lies on another day than the one before. */
  boolean changed(Instant at) {
    long second = at.getEpochSecond();
    if (second >= from && second < until) {
      return false;
    }
    LocalDate day = TradingCalendar.dateOf(at);
    from = day.atStartOfDay(TradingCalendar.NEW_YORK).toEpochSecond();
    until = day.plusDays(1).atStartOfDay(TradingCalendar.NEW_YORK).toEpochSecond();
    boolean first = date.equals(LocalDate.MIN);
    date = day;
    return !first;
  }

  LocalDate date() {
    return date;
  }
}
