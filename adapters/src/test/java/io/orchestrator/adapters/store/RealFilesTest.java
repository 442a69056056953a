package io.orchestrator.adapters.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orchestrator.domain.market.CorporateAction;
import io.orchestrator.domain.market.CorporateAction.Kind;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.quality.QualitySettings.SeriesBounds;
import io.orchestrator.domain.market.quality.SeriesQuality;
import io.orchestrator.domain.market.quality.SeriesQuality.Outlier;
import io.orchestrator.domain.port.BarStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real bars of seven symbols, 1998 to 2021, and a few real minutes: the known facts are found. */
class RealFilesTest {
  @TempDir static Path directory;
  private static BarStore store;
  private static ImportReport report;

  @BeforeAll
  static void load() throws IOException {
    Optional<Path> data = marketData();
    assumeTrue(
        data.isPresent(), "no market data: set ORCHESTRATOR_MARKET_DATA or keep ../shared/data");
    store = new DuckDbBarStore(StoreSettings.in(directory));
    report =
        BarImport.run(
            store,
            data.get().resolve("us-equities"),
            TradingCalendar.nyse(),
            SeriesBounds.DEFAULT,
            InstantSource.system(),
            BarImport.Progress.SILENT);
  }

  @AfterAll
  static void close() {
    if (store != null) {
      store.close();
    }
  }

  @Test
  void everyLineOfEveryFileIsTaken() {
    assertEquals(List.of(), report.rejected());
    assertEquals(10, report.files().size());
    assertEquals(10, store.series().size());
    assertEquals(5849, daily("SPY").bars());
  }

  @Test
  void everySessionIsThereOrExplained() {
    for (String symbol : List.of("SPY", "AAPL", "IBM", "BAC")) {
      SeriesQuality quality = daily(symbol);
      assertEquals(List.of(), quality.gaps(), symbol);
      assertEquals(quality.sessionsExpected(), quality.sessionsPresent(), symbol);
      assertTrue(
          quality
              .specialClosures()
              .containsAll(
                  List.of(
                      LocalDate.of(2001, 9, 11),
                      LocalDate.of(2001, 9, 14),
                      LocalDate.of(2004, 6, 11),
                      LocalDate.of(2007, 1, 2),
                      LocalDate.of(2012, 10, 29),
                      LocalDate.of(2012, 10, 30),
                      LocalDate.of(2018, 12, 5))),
          symbol);
      assertTrue(quality.halfDays().contains(LocalDate.of(2020, 11, 27)), symbol);
      assertTrue(quality.halfDays().contains(LocalDate.of(2013, 7, 3)), symbol);
    }
  }

  @Test
  void theTickerChangeOfQqqIsOneGapOfYearsAndNoDividend() {
    SeriesQuality quality = daily("QQQ");
    SeriesQuality.Gap longest =
        quality.gaps().stream()
            .max(java.util.Comparator.comparingInt(SeriesQuality.Gap::sessions))
            .orElseThrow();
    assertEquals(2004, longest.first().getYear());
    assertEquals(12, longest.first().getMonthValue());
    assertEquals(2011, longest.last().getYear());
    assertEquals(3, longest.last().getMonthValue());
    assertTrue(longest.sessions() > 1500, longest.toString());
    assertTrue(
        quality.actions().stream().noneMatch(a -> a.date().equals(LocalDate.of(2011, 3, 23))));
  }

  @Test
  void splitsAreFound() {
    Map<LocalDate, Double> aapl =
        Map.of(
            LocalDate.of(2000, 6, 21), 2.0,
            LocalDate.of(2005, 2, 28), 2.0,
            LocalDate.of(2014, 6, 9), 7.0,
            LocalDate.of(2020, 8, 31), 4.0);
    assertEquals(aapl, splits("AAPL"));
    assertEquals(Map.of(), splits("SPY"));
    assertEquals(Map.of(LocalDate.of(1999, 5, 27), 2.0), splits("IBM"));
    assertEquals(Map.of(LocalDate.of(2004, 8, 30), 2.0), splits("BAC"));
    assertEquals(Map.of(LocalDate.of(2000, 3, 20), 2.0), splits("QQQ"));
    assertEquals(Map.of(LocalDate.of(2005, 6, 9), 2.0), splits("IWM"));
    SeriesQuality minutes = of("AAPL", Timeframe.M1);
    assertEquals(
        List.of(new SeriesQuality.SuspectedSplit(LocalDate.of(2014, 6, 9), 7.0)),
        minutes.suspectedSplits(),
        "from the jump alone");
    assertEquals(
        4.0,
        store.actions(Symbol.of("AAPL")).stream()
            .filter(a -> a.date().equals(LocalDate.of(2020, 8, 31)))
            .findFirst()
            .orElseThrow()
            .value());
  }

  @Test
  void dividendsAreFoundAsTheyWerePaid() {
    // AAPL paid 2.65 in August 2012 and 0.205 in November 2020.
    assertEquals(2.65, dividend("AAPL", LocalDate.of(2012, 8, 9)), 0.005);
    assertEquals(0.205, dividend("AAPL", LocalDate.of(2020, 11, 6)), 0.005);
    assertEquals(1.58, dividend("SPY", LocalDate.of(2020, 12, 18)), 0.005);
  }

  @Test
  void crashDaysAreFoundNotSmoothed() {
    List<Outlier> outliers = daily("SPY").outliers();
    assertTrue(has(outliers, "move", 2008, 10), "the autumn of 2008");
    assertTrue(has(outliers, "range", 2010, 5), "the flash crash is a range, not a move");
    assertTrue(has(outliers, "move", 2020, 3), "March 2020");
    assertTrue(daily("SPY").outliersFound() < 150, "and not every second day");
  }

  private static boolean has(List<Outlier> outliers, String kind, int year, int month) {
    return outliers.stream()
        .filter(o -> o.kind().equals(kind))
        .map(o -> TradingCalendar.dateOf(o.at()))
        .anyMatch(d -> d.getYear() == year && d.getMonthValue() == month);
  }

  private static Map<LocalDate, Double> splits(String symbol) {
    return daily(symbol).actions().stream()
        .filter(a -> a.kind() == Kind.SPLIT)
        .collect(java.util.stream.Collectors.toMap(CorporateAction::date, CorporateAction::value));
  }

  private static double dividend(String symbol, LocalDate date) {
    return daily(symbol).actions().stream()
        .filter(a -> a.kind() == Kind.DIVIDEND && a.date().equals(date))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private static SeriesQuality daily(String symbol) {
    return of(symbol, Timeframe.D1);
  }

  private static SeriesQuality of(String symbol, Timeframe timeframe) {
    return report.quality().stream()
        .filter(
            q -> q.series().symbol().value().equals(symbol) && q.series().timeframe() == timeframe)
        .findFirst()
        .orElseThrow();
  }

  private static Optional<Path> marketData() {
    String named = System.getenv("ORCHESTRATOR_MARKET_DATA");
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named)).filter(Files::isDirectory);
    }
    return Stream.iterate(
            Path.of("").toAbsolutePath(), path -> path != null, path -> path.getParent())
        .map(path -> path.resolveSibling("shared").resolve("data"))
        .filter(Files::isDirectory)
        .findFirst();
  }
}
