import io.orchestrator.adapters.store.BarImport;
import io.orchestrator.adapters.store.DuckDbBarStore;
import io.orchestrator.adapters.store.StoreSettings;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.market.quality.QualitySettings.SeriesBounds;
import io.orchestrator.domain.port.BarStore;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * One million minute bars in CSV files into the store, the same again, and one year of minutes of
 * one symbol out of it. Run by bar-store.sh.
 */
public final class BarStoreBench {
  private static final int BARS = 1_000_000;
  private static final int SYMBOLS = 4;

  public static void main(String[] args) throws IOException {
    Path directory = Files.createTempDirectory("bar-store-bench");
    try {
      Path files = Files.createDirectory(directory.resolve("csv"));
      for (int i = 0; i < SYMBOLS; i++) {
        write(files.resolve("S" + i + ".csv"), BARS / SYMBOLS, i);
      }
      var settings = StoreSettings.in(directory.resolve("market"));
      try (BarStore store = new DuckDbBarStore(settings)) {
        for (String title :
            new String[] {"import of 1 million bars (limit 10)", "the same again"}) {
          long start = System.nanoTime();
          double cpu = cpu();
          var report =
              BarImport.run(
                  store,
                  files,
                  TradingCalendar.nyse(),
                  SeriesBounds.DEFAULT,
                  InstantSource.system(),
                  BarImport.Progress.SILENT);
          double took = seconds(start);
          System.out.printf(
              Locale.ROOT,
              "%-44s %6.2f s, ratio %.2f  (%.2f s CPU; %d added, %d rejected)%n",
              title,
              took,
              took / 10,
              cpu() - cpu,
              report.files().stream().mapToLong(f -> f.written().added()).sum(),
              report.rejectedFound());
        }
        read(store);
      }
      try (BarStore store = new DuckDbBarStore(settings)) {
        System.out.println("opened anew:");
        read(store);
      }
      System.out.printf(
          Locale.ROOT,
          "%-44s %6.1f MB%n",
          "on disk",
          Files.size(directory.resolve("market").resolve("bars.duckdb")) / 1e6);
    } finally {
      try (Stream<Path> all = Files.walk(directory)) {
        all.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
      }
    }
  }

  private static void read(BarStore store) {
    var series = new BarStore.Series(BarStore.IMPORTED, Symbol.of("S1"), Timeframe.M1);
    var year =
        new BarStore.Range(
            Instant.parse("2019-01-01T00:00:00Z"), Instant.parse("2020-01-01T00:00:00Z"));
    for (int i = 0; i < 6; i++) {
      long start = System.nanoTime();
      double cpu = cpu();
      int bars = store.bars(series, year, 1_000_000).size();
      System.out.printf(
          Locale.ROOT,
          "%-44s %6.1f ms, ratio %.2f (%.1f ms CPU; %d bars)%n",
          "one year of minutes (limit 100), read " + (i + 1),
          seconds(start) * 1000,
          seconds(start) * 10,
          (cpu() - cpu) * 1000,
          bars);
    }
  }

  private static void write(Path file, int bars, long seed) throws IOException {
    Random random = new Random(seed);
    LocalDate date = LocalDate.of(2018, 1, 2);
    double price = 100;
    int written = 0;
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("timestamp,open,high,low,close,volume\n");
      while (written < bars) {
        TradingSession session = TradingCalendar.nyse().onOrAfter(date);
        date = session.date().plusDays(1);
        var start = session.open().atZone(TradingCalendar.NEW_YORK).toLocalDateTime();
        for (int m = 0; m < session.length().toMinutes() && written < bars; m++, written++) {
          double open = price;
          price = Math.max(1, price * (1 + random.nextGaussian() * 5e-4));
          out.write(
              String.format(
                  Locale.ROOT,
                  "%s:00,%.4f,%.4f,%.4f,%.4f,%d%n",
                  start.plusMinutes(m),
                  open,
                  Math.max(open, price) + 0.01,
                  Math.min(open, price) - 0.01,
                  price,
                  random.nextInt(10_000)));
        }
      }
    }
  }

  /** Of this process, all threads, seconds. */
  private static double cpu() {
    return ((com.sun.management.OperatingSystemMXBean)
                java.lang.management.ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
