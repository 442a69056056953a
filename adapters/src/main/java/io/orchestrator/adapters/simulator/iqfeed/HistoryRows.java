package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.adapters.simulator.market.DayState;
import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Bars of the market as the feed writes them: high, low, open, close. */
final class HistoryRows {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final DateTimeFormatter TICK_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");
  private static final int ALL = Integer.MAX_VALUE;

  private final SimulatedMarket market;
  private final int rowsMax;

  HistoryRows(SimulatedMarket market, int rowsMax) {
    this.market = market;
    this.rowsMax = rowsMax;
  }

  /** Rows without the request's id, in the wanted order; empty: no data. */
  List<String> of(HistoryCommand command, Symbol symbol) {
    List<String> rows =
        switch (command.kind()) {
          case TICK -> ticks(command, symbol);
          case INTERVAL -> interval(command, symbol);
          case DAY -> daily(command, symbol);
          case WEEK, MONTH -> periods(command, symbol);
        };
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

  /** Weeks and months by the date of their last session so far. */
  private List<String> periods(HistoryCommand command, Symbol symbol) {
    boolean weeks = command.kind() == HistoryCommand.Kind.WEEK;
    var merged = new ArrayList<IntervalRow>();
    LocalDate period = LocalDate.MIN;
    LocalDate last = LocalDate.MIN;
    var labels = new ArrayList<LocalDate>();
    for (Bar bar : market.history(symbol, Timeframe.D1, ALL)) {
      last = TradingCalendar.dateOf(bar.start());
      LocalDate begin = begin(last, weeks);
      if (begin.equals(period)) {
        merged.set(merged.size() - 1, merged.getLast().with(bar));
        labels.set(labels.size() - 1, last);
      } else {
        merged.add(IntervalRow.of(bar));
        labels.add(last);
        period = begin;
      }
    }
    LocalDate today = TradingCalendar.dateOf(market.clock().instant());
    var rows = new ArrayList<String>();
    for (int i = 0; i < merged.size(); i++) {
      IntervalRow row = merged.get(i);
      boolean finished = !begin(labels.get(i), weeks).equals(begin(today, weeks));
      if (finished || command.includePartial()) {
        rows.add(
            labels.get(i)
                + ","
                + prices(row.high(), row.low(), row.open(), row.close())
                + row.volume()
                + ",0,");
      }
    }
    return rows;
  }

  private static LocalDate begin(LocalDate date, boolean week) {
    return week ? date.with(DayOfWeek.MONDAY) : date.withDayOfMonth(1);
  }

  /**
   * Four trades a minute: together they are its bar, with the same volume. The market keeps no
   * trades older than its latest; these have its prices, times and sums.
   */
  private List<String> ticks(HistoryCommand command, Symbol symbol) {
    var rows = new ArrayList<String>();
    Instant oldest = oldestAsked(command);
    LocalDate day = LocalDate.MIN;
    long volumeOfDay = 0;
    long id = 0;
    for (Bar bar : market.history(symbol, Timeframe.M1, ALL)) {
      LocalDate date = TradingCalendar.dateOf(bar.start());
      if (!date.equals(day)) {
        day = date;
        volumeOfDay = 0;
        id = 0;
      }
      boolean rising = bar.close() >= bar.open();
      double[] path = {
        bar.open(), rising ? bar.low() : bar.high(), rising ? bar.high() : bar.low(), bar.close()
      };
      for (int i = 0; i < path.length; i++) {
        long size = i < 3 ? bar.volume() / 4 : bar.volume() - 3 * (bar.volume() / 4);
        volumeOfDay += size;
        id++;
        Instant at = bar.start().plusSeconds(15L * i);
        LocalTime time = LocalTime.ofInstant(at, TradingCalendar.NEW_YORK);
        boolean asked =
            !at.isBefore(oldest)
                && at.isBefore(command.to())
                && !time.isBefore(command.filterFrom())
                && !time.isAfter(command.filterTo());
        if (asked) {
          rows.add(tickRow(at, path[i], size, volumeOfDay, id));
        }
      }
    }
    return rows;
  }

  private static String tickRow(Instant at, double price, long size, long volume, long id) {
    var time = at.atZone(TradingCalendar.NEW_YORK);
    return String.join(
        ",",
        TICK_TIME.format(time),
        Decimals.four(price),
        "" + size,
        "" + volume,
        Decimals.four(price - 0.01),
        Decimals.four(price + 0.01),
        "" + id,
        "C",
        "11",
        "01",
        "3",
        "" + time.getDayOfMonth(),
        "");
  }

  /** Finished bars that begin at {@code from} or later, at most the newest {@code max}. */
  List<IntervalRow> finished(Symbol symbol, int seconds, Instant from, int max) {
    Instant now = market.clock().instant();
    return bars(symbol, seconds, from, max).stream()
        .filter(r -> !r.start().plusSeconds(seconds).isAfter(now))
        .toList();
  }

  /** The bar that is being built, as far as it is known in whole seconds; empty: no trade yet. */
  Optional<IntervalRow> forming(Symbol symbol, int seconds) {
    Instant now = market.clock().instant();
    List<IntervalRow> newest = merged(market.history(symbol, Timeframe.S1, seconds + 1), seconds);
    return newest.isEmpty()
        ? Optional.empty()
        : Optional.of(newest.getLast()).filter(r -> r.start().plusSeconds(seconds).isAfter(now));
  }

  private List<IntervalRow> bars(Symbol symbol, int seconds, Instant from, int max) {
    boolean minutes = seconds % 60 == 0;
    int base = minutes ? 60 : 1;
    Instant now = market.clock().instant();
    long since = Math.max(0, Duration.between(from, now).toSeconds() / base + 2);
    long wanted = Math.min(since, (max + 2L) * (seconds / base));
    if (wanted == 0) {
      return List.of();
    }
    int count = Math.clamp(wanted, 1, rowsMax);
    // The oldest may have begun before the first bar that is known of it.
    List<IntervalRow> rows =
        merged(market.history(symbol, minutes ? Timeframe.M1 : Timeframe.S1, count), seconds)
            .stream()
            .skip(1)
            .filter(r -> !r.start().isBefore(from))
            .toList();
    return rows.subList(Math.max(0, rows.size() - max), rows.size());
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
    for (IntervalRow row :
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
                + prices(row.high(), row.low(), row.open(), row.close())
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
  private static List<IntervalRow> merged(List<Bar> bars, int seconds) {
    var calendar = TradingCalendar.nyse();
    var rows = new ArrayList<IntervalRow>();
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
        rows.add(IntervalRow.of(bar));
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
