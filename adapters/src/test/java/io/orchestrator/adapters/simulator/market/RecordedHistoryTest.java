package io.orchestrator.adapters.simulator.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedHistoryTest {
  private static final Symbol SPY = Symbol.of("SPY");
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final Symbol NEWCOMER = Symbol.of("ZZZ");
  private static final String HEADER = "date,open,high,low,close,volume,adjusted_close\n";
  private final TradingCalendar calendar = TradingCalendar.nyse();
  private final ManualTime wall = new ManualTime();
  @TempDir private Path directory;

  private SimulatedMarket market() {
    return SimulatedMarket.manual(
        SimulatedMarketSettings.DEFAULT.withHistoryDirectory(directory), wall);
  }

  private void daily(Symbol symbol, String rows) throws IOException {
    Files.createDirectories(directory.resolve("daily"));
    Files.writeString(directory.resolve("daily/" + symbol + ".csv"), HEADER + rows);
  }

  @Test
  void recordedDaysAreShownAsTheyAreAndTheMarketGoesOnFromThem() throws IOException {
    daily(
        NEWCOMER,
        """
        2021-03-29,10.5,11,10,10.75,1000,10
        2021-03-30,10.75,11.5,10.5,11.25,2000,11
        """);
    try (var market = market()) {
      assertEquals(LocalDate.of(2021, 3, 31), market.firstSession());
      assertEquals(Instant.parse("2021-03-31T14:00:00Z"), market.clock().instant());
      List<Bar> days = market.history(NEWCOMER, Timeframe.D1, 100);
      assertEquals(
          List.of(
              new Bar(
                  NEWCOMER,
                  Timeframe.D1,
                  Instant.parse("2021-03-29T13:30:00Z"),
                  10.5,
                  11,
                  10,
                  10.75,
                  1000),
              new Bar(
                  NEWCOMER,
                  Timeframe.D1,
                  Instant.parse("2021-03-30T13:30:00Z"),
                  10.75,
                  11.5,
                  10.5,
                  11.25,
                  2000)),
          days);
      assertEquals(11.25, market.day(NEWCOMER).previousClose());
      assertEquals(1.0, market.quote(NEWCOMER).last() / 11.25, 0.3);
      assertTrue(market.history(AAPL, Timeframe.D1, 2000).size() > 1250, "the others simulated");
      wall.advance(Duration.ofHours(7));
      market.step();
      assertEquals(3, market.history(NEWCOMER, Timeframe.D1, 100).size());
    }
  }

  @Test
  void minutesOfARecordedDayAddUpToIt() throws IOException {
    daily(NEWCOMER, "2021-03-30,10.75,11.5,10.5,11.25,200000,11\n");
    try (var market = market()) {
      List<Bar> minutes = market.history(NEWCOMER, Timeframe.M1, 390 + 30).subList(0, 390);
      assertEquals(10.75, minutes.getFirst().open());
      assertEquals(11.25, minutes.getLast().close());
      assertEquals(11.5, minutes.stream().mapToDouble(Bar::high).max().orElseThrow());
      assertEquals(10.5, minutes.stream().mapToDouble(Bar::low).min().orElseThrow());
      assertEquals(200_000, minutes.stream().mapToLong(Bar::volume).sum());
    }
  }

  @Test
  void rowsThatNoExchangeMadeAreLeftOut() throws IOException {
    daily(
        NEWCOMER,
        """
        2021-03-27,10,11,10,11,1000,10
        2021-03-29,10,11,10,11,1000,10
        2021-03-29,10,11,10,11,1000,10
        2021-03-30,12,11,10,11,1000,10
        2021-03-31,0,0,0,0,0,0
        2021-04-01,10,11,10,11,1000,10
        """);
    try (var market = market()) {
      assertEquals(2, market.history(NEWCOMER, Timeframe.D1, 100).size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2021-03-30,x,11,10,11,1,1", "2021-03-30,1", "soon,1,1,1,1,1,1"})
  void unreadableRowNamesFileAndLine(String row) throws IOException {
    daily(NEWCOMER, "2021-03-29,10,11,10,11,1000,10\n" + row + "\n");
    var failure = assertThrows(IllegalArgumentException.class, this::market);
    assertTrue(failure.getMessage().contains("ZZZ.csv line 3"), failure.getMessage());
  }

  @Test
  void directoryWithoutDaysIsRefused() {
    var failure = assertThrows(IllegalArgumentException.class, this::market);
    assertTrue(failure.getMessage().contains("daily"), failure.getMessage());
  }

  @Test
  void recordedMinutesAreShownWithinTheSession() throws IOException {
    daily(NEWCOMER, "2021-03-30,10,11,10,11,1000,10\n");
    Files.createDirectories(directory.resolve("minute"));
    Files.writeString(
        directory.resolve("minute/ZZZ.csv"),
        """
        timestamp,open,high,low,close,volume
        2021-03-30T08:00:00,10,10,10,10,5
        2021-03-30T09:30:00,10,10.2,10,10.1,50
        2021-03-30T15:59:00,10.9,11,10.9,11,70
        2021-03-30T16:00:00,11,11,11,11,9
        """);
    try (var market = market()) {
      List<Bar> minutes = market.history(NEWCOMER, Timeframe.M1, 32).subList(0, 2);
      assertEquals(Instant.parse("2021-03-30T13:30:00Z"), minutes.get(0).start());
      assertEquals(70, minutes.get(1).volume());
    }
  }

  @Test
  void realHistoryStartsTheMarketAfterItsLastDay() {
    String configured = System.getenv("ORCHESTRATOR_MARKET_DATA");
    Path data =
        configured != null
            ? Path.of(configured)
            : Files.isDirectory(Path.of("../../shared/data"))
                ? Path.of("../../shared/data")
                : Path.of("../shared/data");
    assumeTrue(Files.isDirectory(data), "real market data not found: set ORCHESTRATOR_MARKET_DATA");
    try (var market =
        SimulatedMarket.manual(SimulatedMarketSettings.DEFAULT.withHistoryDirectory(data), wall)) {
      assertEquals(LocalDate.of(2021, 4, 1), market.firstSession());
      List<Bar> days = market.history(SPY, Timeframe.D1, 10_000);
      assertEquals(396.33, days.getLast().close());
      assertEquals(97.36, days.getFirst().close());
      assertEquals(1.0, market.quote(SPY).last() / 396.33, 0.05);
      assertTrue(market.symbols().contains(Symbol.of("GOOG")), "known from the files only");
      TradingSession last = calendar.session(LocalDate.of(2021, 3, 31)).orElseThrow();
      List<Bar> minutes =
          market.history(SPY, Timeframe.M1, 500).stream()
              .filter(m -> last.contains(m.start()))
              .toList();
      assertEquals(398, minutes.stream().mapToDouble(Bar::high).max().orElseThrow());
      assertEquals(90_673_494, minutes.stream().mapToLong(Bar::volume).sum());
      assertTrue(
          market.leadLags().stream().noneMatch(l -> l.leader().equals(AAPL)),
          "nothing was planted in real bars");
    }
  }
}
