package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.port.MarketHistory.Period;
import io.orchestrator.domain.port.MarketHistory.PeriodBar;
import io.orchestrator.domain.port.MarketHistory.Tick;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/**
 * Rows of history answers. Bars are written <b>high, low, open, close</b>. All throw {@code
 * IllegalArgumentException}, {@code DateTimeException} or {@code ArrayIndexOutOfBoundsException}
 * for a row that cannot be read.
 */
final class HistoryRows {
  static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter();

  private HistoryRows() {}

  static Bar bar(Symbol symbol, Timeframe timeframe, String[] words, int from) {
    boolean daily = timeframe == Timeframe.D1;
    Instant start = daily ? sessionStart(words[from]) : utc(words[from]);
    double high = Words.price(words[from + 1]);
    double low = Words.price(words[from + 2]);
    double open = Words.price(words[from + 3]);
    double close = Words.price(words[from + 4]);
    long volume = Words.whole(words[from + (daily ? 5 : 6)]);
    return new Bar(symbol, timeframe, start, open, high, low, close, volume);
  }

  static Tick tick(Symbol symbol, String[] words, int from) {
    return new Tick(
        symbol,
        utc(words[from]),
        Words.price(words[from + 1]),
        Words.wholeOrZero(words[from + 2]),
        Words.wholeOrZero(words[from + 3]),
        Words.priceOrZero(words[from + 4]),
        Words.priceOrZero(words[from + 5]),
        Words.wholeOrZero(words[from + 6]),
        words[from + 7].isEmpty() ? 'O' : words[from + 7].charAt(0),
        words[from + 9]);
  }

  static PeriodBar period(Symbol symbol, Period period, String[] words, int from) {
    // A bar checks its prices; the length of the period is none of its matters.
    Bar checked = bar(symbol, Timeframe.D1, words, from);
    return new PeriodBar(
        symbol,
        period,
        date(words[from]),
        checked.open(),
        checked.high(),
        checked.low(),
        checked.close(),
        checked.volume());
  }

  private static LocalDate date(String text) throws DateTimeException {
    return LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
  }

  private static Instant sessionStart(String text) {
    LocalDate date = date(text);
    return TradingCalendar.nyse()
        .session(date)
        .map(TradingSession::open)
        .orElseGet(
            () ->
                date.atTime(TradingCalendar.REGULAR_OPEN)
                    .atZone(TradingCalendar.NEW_YORK)
                    .toInstant());
  }

  /** A date and time of the exchange. */
  static Instant utc(String text) {
    return LocalDateTime.parse(text, TIME).atZone(TradingCalendar.NEW_YORK).toInstant();
  }
}
