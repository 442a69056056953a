package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.adapters.simulator.market.DayState;
import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Bars of the market as the feed writes them: high, low, open, close. */
final class HistoryRows {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final int ALL = Integer.MAX_VALUE;

  /** A bar of any length. */
  private record Row(Instant start, Bar first, double high, double low, double close, long volume) {
    static Row of(Bar bar) {
      return new Row(bar.start(), bar, bar.high(), bar.low(), bar.close(), bar.volume());
    }

    Row with(Bar next) {
      return new Row(
          start,
          first,
          Math.max(high, next.high()),
          Math.min(low, next.low()),
          next.close(),
          volume + next.volume());
    }
  }

  private final SimulatedMarket market;
  private final int rowsMax;

  HistoryRows(SimulatedMarket market, int rowsMax) {
    this.market = market;
    this.rowsMax = rowsMax;
  }

  /** Rows without the request's id, in the wanted order; empty: no data. */
  List<String> of(HistoryCommand command, Symbol symbol) {
    List<String> rows =
        command.intervalSeconds() == 0 ? daily(command, symbol) : interval(command, symbol);
    int wanted = command.maxRows() == 0 ? rowsMax : Math.min(command.maxRows(), rowsMax);
    var newest = new ArrayList<>(rows.subList(Math.max(0, rows.size() - wanted), rows.size()));
    if (!command.oldestFirst()) {
      Collections.reverse(newest);
    }
    return newest;
  }

  private List<String> daily(HistoryCommand command, Symbol symbol) {
    var rows = new ArrayList<String>();
    for (Bar bar : market.history(symbol, Timeframe.D1, ALL)) {
      if (within(command, bar.start())) {
        rows.add(
            dailyRow(bar.start(), bar.high(), bar.low(), bar.open(), bar.close(), bar.volume()));
      }
    }
    Quote quote = market.quote(symbol);
    if (command.includePartial() && within(command, quote.timestamp())) {
      DayState day = market.day(symbol);
      rows.add(
          dailyRow(
              quote.timestamp(), day.high(), day.low(), day.open(), quote.last(), quote.volume()));
    }
    return rows;
  }

  private static boolean within(HistoryCommand command, Instant instant) {
    return !instant.isBefore(command.from()) && instant.isBefore(command.to());
  }

  private static String dailyRow(
      Instant start, double high, double low, double open, double close, long volume) {
    return TradingCalendar.dateOf(start) + "," + prices(high, low, open, close) + volume + ",0,";
  }

  private List<String> interval(HistoryCommand command, Symbol symbol) {
    boolean wholeMinutes = command.intervalSeconds() % 60 == 0;
    Timeframe base = wholeMinutes ? Timeframe.M1 : Timeframe.S1;
    Instant oldest = oldestAsked(command);
    var rows = new ArrayList<String>();
    long volumeOfDay = 0;
    LocalDate day = LocalDate.MIN;
    Instant now = market.clock().instant();
    for (Row row :
        merged(market.history(symbol, base, needed(command)), command.intervalSeconds())) {
      LocalDate date = TradingCalendar.dateOf(row.start());
      volumeOfDay = (date.equals(day) ? volumeOfDay : 0) + row.volume();
      day = date;
      Instant end = row.start().plusSeconds(command.intervalSeconds());
      LocalTime time = LocalTime.ofInstant(row.start(), TradingCalendar.NEW_YORK);
      boolean finished = !end.isAfter(now) || !date.equals(TradingCalendar.dateOf(now));
      boolean asked =
          !row.start().isBefore(oldest)
              && row.start().isBefore(command.to())
              && !time.isBefore(command.filterFrom())
              && !time.isAfter(command.filterTo());
      if (finished && asked) {
        Instant label = command.labelAtBeginning() ? row.start() : end;
        rows.add(
            TIME.format(label.atZone(TradingCalendar.NEW_YORK))
                + ","
                + prices(row.high(), row.low(), row.first().open(), row.close())
                + volumeOfDay
                + ","
                + row.volume()
                + ",0,");
      }
    }
    return rows;
  }

  // Enough to count the volume of the oldest row's day; all, where filters may drop rows.
  private static int needed(HistoryCommand command) {
    boolean unfiltered =
        command.maxRows() > 0
            && command.to().equals(Instant.MAX)
            && command.filterFrom().equals(LocalTime.MIN)
            && command.filterTo().equals(LocalTime.MAX);
    boolean minutes = command.intervalSeconds() % 60 == 0;
    long perRow = minutes ? command.intervalSeconds() / 60 : command.intervalSeconds();
    long session = minutes ? 390 : 23_400;
    return unfiltered ? Math.clamp((command.maxRows() + 1L) * perRow + session, 1, ALL) : ALL;
  }

  private Instant oldestAsked(HistoryCommand command) {
    if (command.days() == 0) {
      return command.from();
    }
    var calendar = TradingCalendar.nyse();
    LocalDate day = TradingCalendar.dateOf(market.clock().instant());
    for (int i = 1; i < Math.min(command.days(), 5000); i++) {
      day = calendar.previous(day).date();
    }
    return day.atStartOfDay(TradingCalendar.NEW_YORK).toInstant();
  }

  /** Intervals count from the open of their session. */
  private static List<Row> merged(List<Bar> bars, int seconds) {
    var calendar = TradingCalendar.nyse();
    var rows = new ArrayList<Row>();
    LocalDate day = LocalDate.MIN;
    long open = 0;
    long slot = -1;
    for (Bar bar : bars) {
      LocalDate date = TradingCalendar.dateOf(bar.start());
      if (!date.equals(day)) {
        day = date;
        open = calendar.session(date).orElseThrow().open().getEpochSecond();
        slot = -1;
      }
      long now = (bar.start().getEpochSecond() - open) / seconds;
      if (now == slot) {
        rows.set(rows.size() - 1, rows.getLast().with(bar));
      } else {
        rows.add(Row.of(bar));
        slot = now;
      }
    }
    return rows;
  }

  private static String prices(double high, double low, double open, double close) {
    return Decimals.four(high)
        + ","
        + Decimals.four(low)
        + ","
        + Decimals.four(open)
        + ","
        + Decimals.four(close)
        + ",";
  }
}
