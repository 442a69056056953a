package io.orchestrator.adapters.store;

import io.orchestrator.adapters.store.BarColumns.Unusable;
import io.orchestrator.adapters.store.ImportReport.ImportedFile;
import io.orchestrator.adapters.store.ImportReport.Rejected;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.quality.QualitySettings.SeriesBounds;
import io.orchestrator.domain.market.quality.SeriesQuality;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.BarStore.Series;
import io.orchestrator.domain.port.BarStore.StoredBar;
import io.orchestrator.domain.port.BarStore.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads CSV files into the store: {@code SYMBOL.csv} with a first line {@code
 * date,open,high,low,close,volume[,adjusted_close]} for daily bars, or {@code timestamp,…} (start
 * of a minute in New York) for minute bars. A bad line is reported and left out, the others are
 * taken; an import can be repeated. Streams: a file may be larger than memory.
 */
public final class BarImport {
  private static final int BATCH = 100_000;
  private static final int MAX_LINE_BYTES = 4096;
  private static final int MAX_FILES = 10_000;
  private static final int MAX_LINES = 50_000_000;
  private static final int MAX_DEPTH = 3;
  private static final int LISTED = 10_000;
  private static final Duration TELL_EVERY = Duration.ofSeconds(2);

  private final BarStore store;
  private final TradingCalendar calendar;
  private final SeriesBounds bounds;
  private final InstantSource clock;
  private final Progress progress;
  private final List<ImportedFile> files = new ArrayList<>();
  private final List<Rejected> rejected = new ArrayList<>();
  private final Set<Series> touched = new LinkedHashSet<>();
  private long rejectedFound;
  private long toldNanos = System.nanoTime();
  private int found;
  private int at;

  /** Told every two seconds: which file of how many, its name, its lines so far. */
  public interface Progress {
    Progress SILENT = (file, files, name, lines) -> {};

    void at(int file, int files, String name, long lines);
  }

  private BarImport(
      BarStore store,
      TradingCalendar calendar,
      SeriesBounds bounds,
      InstantSource clock,
      Progress progress) {
    this.progress = progress;
    this.bounds = bounds;
    this.store = store;
    this.calendar = calendar;
    this.clock = clock;
  }

  /**
   * @param directory read with its folders; files are told by {@code .csv}
   * @param bounds of what the report calls a hole, an outlier, a difference
   * @throws IOException if a file cannot be read
   */
  public static ImportReport run(
      BarStore store,
      Path directory,
      TradingCalendar calendar,
      SeriesBounds bounds,
      InstantSource clock,
      Progress progress)
      throws IOException {
    return new BarImport(store, calendar, bounds, clock, progress).all(directory);
  }

  private ImportReport all(Path directory) throws IOException {
    Instant began = clock.instant();
    List<Path> csv = csvFiles(directory);
    found = csv.size();
    for (Path file : csv) {
      at++;
      tell(directory.relativize(file).toString(), 0);
      one(file, directory.relativize(file).toString());
    }
    List<SeriesQuality> quality = new ArrayList<>();
    touched.stream()
        .sorted(Comparator.comparing(Series::symbol).thenComparing(Series::timeframe))
        .forEach(series -> quality.add(ImportedSeries.finish(store, series, calendar, bounds)));
    return new ImportReport(
        List.copyOf(files),
        List.copyOf(rejected),
        rejectedFound,
        quality,
        Duration.between(began, clock.instant()));
  }

  private static List<Path> csvFiles(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory, MAX_DEPTH)) {
      List<Path> found =
          paths
              .filter(p -> p.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".csv"))
              .filter(Files::isRegularFile)
              .sorted()
              .limit(MAX_FILES + 1)
              .toList();
      if (found.size() > MAX_FILES) {
        throw new IOException("more than " + MAX_FILES + " files; import them in parts");
      }
      return found;
    }
  }

  private void one(Path file, String name) throws IOException {
    try (LineSource lines = new LineSource(Files.newInputStream(file), MAX_LINE_BYTES)) {
      Symbol symbol = symbolOf(file);
      if (!lines.next()) {
        throw new Unusable("the file is empty");
      }
      if (lines.tooLong()) {
        throw new Unusable("the first line is longer than " + MAX_LINE_BYTES + " bytes");
      }
      BarColumns columns = BarColumns.of(lines.text());
      Series series = new Series(BarStore.IMPORTED, symbol, columns.timeframe());
      touched.add(series);
      files.add(new Reading(name, lines, columns, series).all());
    } catch (Unusable e) {
      reject(name, 0, e.getMessage());
      files.add(new ImportedFile(name, Optional.empty(), 0, Written.NOTHING, 1, 0));
    }
  }

  private void tell(String name, long lines) {
    if ((lines & 0xFFF) == 0 && System.nanoTime() - toldNanos > TELL_EVERY.toNanos()) {
      toldNanos = System.nanoTime();
      progress.at(at, found, name, lines);
    }
  }

  private static Symbol symbolOf(Path file) throws Unusable {
    String name = file.getFileName().toString();
    try {
      return Symbol.of(name.substring(0, name.length() - 4).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new Unusable("the file's name is no symbol: " + BarColumns.shown(name));
    }
  }

  private void reject(String file, long line, String reason) {
    rejectedFound++;
    if (rejected.size() < LISTED) {
      rejected.add(new Rejected(file, line, reason));
    }
  }

  /** One file on its way into the store. */
  private final class Reading {
    private final String name;
    private final LineSource lines;
    private final BarColumns columns;
    private final Series series;
    private final Instant now = clock.instant();
    private final SeenStarts seen = new SeenStarts();
    private final List<StoredBar> batch = new ArrayList<>();
    private Written written = Written.NOTHING;
    private Instant previous = Instant.MIN;
    private long count;
    private long bad;
    private long unordered;

    Reading(String name, LineSource lines, BarColumns columns, Series series) {
      this.name = name;
      this.lines = lines;
      this.columns = columns;
      this.series = series;
    }

    ImportedFile all() throws IOException {
      while (lines.next()) {
        if (count == MAX_LINES) {
          bad++;
          reject(name, lines.number(), "more than " + MAX_LINES + " lines; the rest is left out");
          break;
        }
        line();
      }
      flush();
      return new ImportedFile(name, Optional.of(series), count, written, bad, unordered);
    }

    private void line() {
      String text = lines.text();
      if (text.isBlank() && !lines.tooLong()) {
        return;
      }
      count++;
      tell(name, count);
      try {
        if (lines.tooLong()) {
          throw new Unusable("longer than " + MAX_LINE_BYTES + " bytes");
        }
        StoredBar bar = columns.bar(text, series.symbol(), calendar, now);
        Instant start = bar.bar().start();
        if (!seen.add(start.toEpochMilli())) {
          throw new Unusable("repeats a time: " + BarColumns.shown(text));
        }
        if (start.isBefore(previous)) {
          unordered++;
        }
        previous = start;
        batch.add(bar);
        if (batch.size() == BATCH) {
          flush();
        }
      } catch (Unusable e) {
        bad++;
        reject(name, lines.number(), e.getMessage());
      }
    }

    private void flush() {
      if (!batch.isEmpty()) {
        written = written.plus(store.write(series, batch, Optional.empty()));
        batch.clear();
      }
    }
  }
}
