package io.orchestrator.adapters.simulator.market;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Real bars from a directory: {@code daily/SYMBOL.csv} with {@code
 * date,open,high,low,close,volume[,…]} and {@code minute/SYMBOL.csv} with {@code
 * timestamp,open,high,low,close,volume}, times in New York, bar start. Prices are taken as they
 * stand (splits are not smoothed over). Rows that no exchange can have made (open outside the
 * range, a closed day) are left out and counted; a row that cannot be read at all is an error with
 * file and line. Minutes outside the regular session are left out.
 */
final class RecordedHistory {
  private static final Logger LOG = LoggerFactory.getLogger(RecordedHistory.class);
  private static final int ROWS_MAX = 2_000_000;
  private static final int FILES_MAX = 2_000;
  private static final int VOLATILITY_WINDOW = 60;

  /** The recorded bars of all symbols; minutes by session, oldest first. */
  record Loaded(
      Map<Symbol, List<Day>> daily, Map<Symbol, NavigableMap<LocalDate, List<Bar>>> minutes) {}

  private final TradingCalendar calendar;
  private int leftOut;

  private RecordedHistory(TradingCalendar calendar) {
    this.calendar = calendar;
  }

  /**
   * @throws IllegalArgumentException if there is no daily file or a row is unreadable
   */
  static Loaded load(Path configured, TradingCalendar calendar) {
    Path nested = configured.resolve("us-equities");
    Path directory = Files.isDirectory(nested) ? nested : configured;
    var reader = new RecordedHistory(calendar);
    var daily = new TreeMap<Symbol, List<Day>>();
    for (Path file : csvFiles(directory.resolve("daily"))) {
      List<Day> days = reader.days(file);
      if (!days.isEmpty()) {
        daily.put(symbolOf(file), days);
      }
    }
    if (daily.isEmpty()) {
      throw new IllegalArgumentException(
          "no daily bars in " + directory.resolve("daily") + ": expected SYMBOL.csv files");
    }
    var minutes = new TreeMap<Symbol, NavigableMap<LocalDate, List<Bar>>>();
    for (Path file : csvFiles(directory.resolve("minute"))) {
      if (daily.containsKey(symbolOf(file))) {
        minutes.put(symbolOf(file), reader.minutes(file));
      }
    }
    LOG.info(
        "Recorded history from {}: {} symbols, {} unusable rows left out",
        directory,
        daily.size(),
        reader.leftOut);
    return new Loaded(daily, minutes);
  }

  private List<Day> days(Path file) {
    var days = new ArrayList<Day>();
    Symbol symbol = symbolOf(file);
    double[] variance = {0.0002};
    rows(
        file,
        row -> {
          LocalDate date = LocalDate.parse(row[0]);
          Bar bar = valid(symbol, Timeframe.D1, calendar.onOrAfter(date).open(), row);
          boolean inOrder = days.isEmpty() || days.getLast().date().isBefore(date);
          if (bar == null || !inOrder || !calendar.isSession(date)) {
            leftOut++;
            return;
          }
          double move = Math.log(bar.close() / bar.open());
          days.add(
              new Day(
                  date,
                  bar.open(),
                  bar.high(),
                  bar.low(),
                  bar.close(),
                  bar.volume(),
                  Math.sqrt(variance[0])));
          double weight = 2.0 / (VOLATILITY_WINDOW + 1);
          variance[0] = Math.max(1e-6, (1 - weight) * variance[0] + weight * move * move);
        });
    return days;
  }

  private NavigableMap<LocalDate, List<Bar>> minutes(Path file) {
    var sessions = new TreeMap<LocalDate, List<Bar>>();
    Symbol symbol = symbolOf(file);
    rows(
        file,
        row -> {
          LocalDateTime time = LocalDateTime.parse(row[0]);
          var start = time.atZone(TradingCalendar.NEW_YORK).toInstant();
          if (calendar.isOpen(start)) {
            Bar bar = valid(symbol, Timeframe.M1, start, row);
            if (bar == null) {
              leftOut++;
            } else {
              sessions.computeIfAbsent(time.toLocalDate(), d -> new ArrayList<>()).add(bar);
            }
          }
        });
    return sessions;
  }

  private static Bar valid(Symbol symbol, Timeframe timeframe, Instant start, String[] row) {
    double open = Double.parseDouble(row[1]);
    double high = Double.parseDouble(row[2]);
    double low = Double.parseDouble(row[3]);
    double close = Double.parseDouble(row[4]);
    long volume = (long) Double.parseDouble(row[5]);
    boolean sane =
        low > 0
            && high < 1e5
            && low <= Math.min(open, close)
            && high >= Math.max(open, close)
            && volume >= 0;
    return sane ? new Bar(symbol, timeframe, start, open, high, low, close, volume) : null;
  }

  private static void rows(Path file, Consumer<String[]> consumer) {
    int number = 1;
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      reader.readLine();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (number > ROWS_MAX) {
          throw new IllegalArgumentException("more than " + ROWS_MAX + " rows");
        }
        String[] row = line.split(",", -1);
        if (row.length < 6) {
          throw new IllegalArgumentException("6 columns expected, found " + row.length);
        }
        consumer.accept(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + " line " + number + ": " + e.getMessage() + "; repair or remove the file", e);
    }
  }

  private static List<Path> csvFiles(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> f.getFileName().toString().endsWith(".csv"))
          .sorted()
          .limit(FILES_MAX)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  private static Symbol symbolOf(Path file) {
    String name = file.getFileName().toString();
    return Symbol.of(name.substring(0, name.length() - ".csv".length()));
  }
}
