package io.orchestrator.adapters.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.quality.QualitySettings.SeriesBounds;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.BarStore.Series;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BarImportTest {
  private static final Instant NOW = Instant.parse("2024-06-03T20:00:00Z");
  private static final String HEADER = "date,open,high,low,close,volume,adjusted_close\n";

  @TempDir Path directory;
  private BarStore store;
  private Path files;

  @BeforeEach
  void open() throws IOException {
    store = new DuckDbBarStore(StoreSettings.in(directory.resolve("market")));
    files = Files.createDirectory(directory.resolve("csv"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void everyBadLineIsReportedAndTheGoodOnesAreTaken() throws IOException {
    write(
        "AAPL.csv",
        "\uFEFF"
            + HEADER.replace("\n", "\r\n")
            + "2024-01-03,100,102,99,101,1000,50.5\r\n"
            + "2024-01-02,100,102,99,101,1000,50.5\r\n" // unsorted, taken
            + "2024-01-03,100,102,99,101,1000,50.5\r\n" // 4: repeated
            + "2024-01-04,100,102,99,101,1000\r\n" // 5: a column short
            + "2024-01-05,100,98,99,101,1000,50.5\r\n" // 6: high below low
            + "2024-01-08,NaN,102,99,101,1000,50.5\r\n" // 7
            + "2024-01-09,1e999,102,99,101,1000,50.5\r\n" // 8
            + "2024-01-10,0x1p3,102,99,101,1000,50.5\r\n" // 9
            + "2024-01-11,100,102,-99,101,1000,50.5\r\n" // 10
            + "2024-01-12,100,102,99,101,1.5,50.5\r\n" // 11
            + "2024-01-13,100,102,99,101,1000,50.5\r\n" // 12: Saturday
            + "2024-02-30,100,102,99,101,1000,50.5\r\n" // 13: no such day
            + "2024-06-04,100,102,99,101,1000,50.5\r\n" // 14: tomorrow
            + "1997-06-04,100,102,99,101,1000,50.5\r\n" // 15: before the calendar
            + "x".repeat(1_000_000)
            + "\r\n" // 16
            + "\r\n"
            + "2024-01-16,100,102,99,0,1000,50.5\r\n" // 18
            + "2024-01-17,100,102,99,101,99999999999999999999,50.5\r\n" // 19
            + "2024-01-18,100,102,99,101,1000,");
    ImportReport report = run();
    assertEquals(
        List.of(4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 18L, 19L),
        report.rejected().stream().map(ImportReport.Rejected::line).toList(),
        report.rejected().toString());
    assertEquals(15, report.rejectedFound());
    assertEquals(3, report.files().getFirst().written().added());
    assertEquals(1, report.files().getFirst().unordered());
    assertTrue(report.rejected().stream().noneMatch(r -> r.reason().length() > 200));
    assertEquals(
        Instant.parse("2024-01-02T14:30:00Z"),
        store.bars(series("AAPL", Timeframe.D1), Range.ALL, 9).getFirst().start());
  }

  @Test
  void filesThatAreNoBarsAreRejectedAsAWhole() throws IOException {
    write("EMPTY.csv", "");
    write("WRONG.csv", "date,open,high,low,last,volume\n2024-01-02,1,1,1,1,1\n");
    write("EXTRA.csv", "date,open,high,low,close,volume,note\n2024-01-02,1,1,1,1,1,x\n");
    write("TWICE.csv", "date,open,high,low,close,close,volume\n");
    write("not a symbol!.csv", HEADER);
    write("HEAD.csv", "x".repeat(100_000));
    write("notes.txt", "ignored");
    ImportReport report = run();
    assertEquals(6, report.files().size());
    assertEquals(6, report.rejectedFound(), report.rejected().toString());
    assertTrue(report.rejected().stream().allMatch(r -> r.line() == 0));
    assertTrue(store.series().isEmpty());
  }

  @Test
  void minutesStartInNewYorkTimeAndASecondImportChangesNothing() throws IOException {
    write(
        "SPY.csv",
        "timestamp,open,high,low,close,volume\n"
            + "2023-08-03T09:29:00,449,450,449,450,5\n"
            + "2023-08-03T09:30:00,449,450,449,450,5\n"
            + "2023-08-03 09:31:00,449,450,449,450,5\n"
            + "2023-08-03T09:41:00,449,450,449,450,5\n"
            + "2023-08-03T09:41:30,449,450,449,450,5\n");
    ImportReport first = run();
    assertEquals(1, first.rejectedFound());
    assertEquals(4, first.files().getFirst().written().added());
    List<Bar> bars = store.bars(series("SPY", Timeframe.M1), Range.ALL, 10);
    assertEquals(Instant.parse("2023-08-03T13:29:00Z"), bars.getFirst().start());
    var quality = first.quality().getFirst();
    assertEquals(1, quality.barsOutsideHours());
    assertEquals(9, quality.holes().getFirst().bars());
    assertEquals(4, run().files().getFirst().written().same());
  }

  private ImportReport run() throws IOException {
    return BarImport.run(
        store,
        files,
        TradingCalendar.nyse(),
        SeriesBounds.DEFAULT,
        InstantSource.fixed(NOW),
        BarImport.Progress.SILENT);
  }

  private static Series series(String symbol, Timeframe timeframe) {
    return new Series(BarStore.IMPORTED, Symbol.of(symbol), timeframe);
  }

  private void write(String name, String text) throws IOException {
    Files.write(files.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }
}
