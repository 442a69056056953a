package io.orchestrator.adapters.simulator.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Quote;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedMarketTest {
  private static final SimulatedMarketSettings SETTINGS = SimulatedMarketSettings.DEFAULT;
  private static final Symbol AAPL = Symbol.of("AAPL");
  private static final Symbol MSFT = Symbol.of("MSFT");
  private final ManualTime wall = new ManualTime();
  private final TradingCalendar calendar = TradingCalendar.nyse();

  @Test
  void startsAtTenInAnOpenSessionWithTheNamesThatPeopleAskFor() {
    try (var market = SimulatedMarket.manual(SETTINGS, wall)) {
      Instant now = market.clock().instant();
      assertEquals(Instant.parse("2026-03-02T15:00:00Z"), now);
      assertTrue(market.open() && calendar.isOpen(now));
      assertTrue(market.symbols().size() >= 30);
      for (String name : List.of("AAPL", "MSFT", "GOOGL", "AMZN", "SPY")) {
        assertTrue(market.symbols().contains(Symbol.of(name)), name);
      }
      for (Symbol symbol : market.symbols()) {
        Quote quote = market.quote(symbol);
        assertTrue(quote.twoSided() && quote.bid() < quote.ask(), quote.toString());
        assertTrue(quote.last() == quote.bid() || quote.last() == quote.ask(), quote.toString());
      }
    }
  }

  @Test
  void sameSeedSameMarketOtherSeedOtherMarket() {
    try (var one = SimulatedMarket.manual(SETTINGS, wall);
        var same = SimulatedMarket.manual(SETTINGS, wall);
        var other = SimulatedMarket.manual(SETTINGS.withSeed(7), wall)) {
      // Asked in another order, because minutes are made on demand.
      List<Bar> minutes = one.history(MSFT, Timeframe.M1, 5000);
      same.history(AAPL, Timeframe.M1, 100);
      assertEquals(minutes, same.history(MSFT, Timeframe.M1, 5000));
      assertEquals(one.history(AAPL, Timeframe.D1, 1000), same.history(AAPL, Timeframe.D1, 1000));
      assertNotEquals(
          one.history(AAPL, Timeframe.D1, 1000), other.history(AAPL, Timeframe.D1, 1000));
      assertEquals(one.quote(AAPL), same.quote(AAPL));
    }
  }

  @Test
  void historyReachesFiveYearsOfDaysAndThreeMonthsOfMinutes() {
    try (var market = SimulatedMarket.manual(SETTINGS, wall)) {
      for (Symbol symbol : market.symbols()) {
        List<Bar> days = market.history(symbol, Timeframe.D1, 100_000);
        assertTrue(days.size() >= 5 * 252, symbol + " has " + days.size() + " days");
        assertEquals(
            calendar.previous(market.firstSession()).open(), days.getLast().start(), "newest day");
      }
      List<Bar> minutes = market.history(AAPL, Timeframe.M1, 100_000);
      Instant oldest = minutes.getFirst().start();
      assertTrue(oldest.isBefore(market.clock().instant().minus(Duration.ofDays(90))));
      assertEquals(market.clock().instant().minusSeconds(60), minutes.getLast().start());
    }
  }

  @Test
  void minutesAddUpToTheDay() {
    try (var market = SimulatedMarket.manual(SETTINGS, wall)) {
      List<Bar> days = market.history(AAPL, Timeframe.D1, 60);
      List<Bar> minutes = market.history(AAPL, Timeframe.M1, 100_000);
      for (Bar day : days) {
        TradingSession session = calendar.openAt(day.start()).orElseThrow();
        List<Bar> own = minutes.stream().filter(m -> session.contains(m.start())).toList();
        assertEquals(session.length().toMinutes(), own.size());
        assertEquals(day.open(), own.getFirst().open());
        assertEquals(day.close(), own.getLast().close());
        assertEquals(day.high(), own.stream().mapToDouble(Bar::high).max().orElseThrow());
        assertEquals(day.low(), own.stream().mapToDouble(Bar::low).min().orElseThrow());
        assertEquals(day.volume(), own.stream().mapToLong(Bar::volume).sum());
      }
    }
  }

  @Test
  void longerBarsAreMergedMinutes() {
    try (var market = SimulatedMarket.manual(SETTINGS, wall)) {
      Bar five = market.history(MSFT, Timeframe.M5, 1).getFirst();
      List<Bar> minutes =
          market.history(MSFT, Timeframe.M1, 30).stream()
              .filter(m -> !m.start().isBefore(five.start()))
              .filter(m -> m.start().isBefore(five.start().plusSeconds(300)))
              .toList();
      assertEquals(5, minutes.size());
      assertEquals(minutes.getFirst().open(), five.open());
      assertEquals(minutes.getLast().close(), five.close());
      assertEquals(minutes.stream().mapToLong(Bar::volume).sum(), five.volume());
      assertEquals(6, market.history(MSFT, Timeframe.H1, 6).size());
      List<Bar> seconds = market.history(MSFT, Timeframe.S1, 120);
      assertEquals(120, seconds.size());
      assertEquals(market.clock().instant().minusSeconds(1), seconds.getLast().start());
    }
  }

  @Test
  void whatWasQuotedIsWhatHistoryShows() {
    try (var market = SimulatedMarket.manual(SETTINGS, wall)) {
      var trades = new ArrayList<Quote>();
      long volumeBefore = market.quote(AAPL).volume();
      for (int i = 0; i < 240; i++) {
        wall.advance(Duration.ofMillis(250));
        market.step();
        trades.add(market.quote(AAPL));
      }
      Bar minute = market.history(AAPL, Timeframe.M1, 1).getFirst();
      assertEquals(Instant.parse("2026-03-02T15:00:00Z"), minute.start());
      for (Quote trade : trades) {
        assertTrue(trade.last() >= minute.low() && trade.last() <= minute.high(), "" + trade);
        assertTrue(trade.volume() >= volumeBefore && trade.bid() < trade.ask());
        volumeBefore = trade.volume();
      }
      assertTrue(trades.stream().map(Quote::last).distinct().count() > 3, "the price moved");
    }
  }

  @Test
  void eachStepTellsListenersWhatChanged() throws Exception {
    try (var market = SimulatedMarket.manual(SETTINGS, wall)) {
      var told = new ArrayList<Quote>();
      AutoCloseable subscription = market.onStep(told::addAll);
      for (int i = 0; i < 20; i++) {
        wall.advance(Duration.ofMillis(250));
        market.step();
      }
      assertTrue(told.size() > 60, "changes in five seconds: " + told.size());
      Quote newest =
          told.reversed().stream().filter(q -> q.symbol().equals(AAPL)).findFirst().get();
      assertEquals(newest, market.quote(AAPL));
      subscription.close();
      int heard = told.size();
      wall.advance(Duration.ofSeconds(5));
      market.step();
      assertEquals(heard, told.size());
    }
  }

  @Test
  void atTheCloseTheClockJumpsToTheNextOpen() {
    try (var market = SimulatedMarket.manual(SETTINGS, wall)) {
      double lastOfMonday = market.quote(AAPL).last();
      wall.advance(Duration.ofHours(6).minusMillis(1));
      market.step();
      assertEquals(LocalDate.of(2026, 3, 2), TradingCalendar.dateOf(market.clock().instant()));
      wall.advance(Duration.ofMillis(1));
      market.step();
      assertEquals(Instant.parse("2026-03-03T14:30:00Z"), market.clock().instant());
      assertTrue(market.quote(AAPL).volume() < 10_000, "volume begins anew");
      Bar monday = market.history(AAPL, Timeframe.D1, 1).getFirst();
      assertEquals(Instant.parse("2026-03-02T14:30:00Z"), monday.start());
      assertEquals(monday.close(), market.day(AAPL).previousClose());
      assertTrue(monday.low() <= lastOfMonday && lastOfMonday <= monday.high());
      wall.advance(Duration.ofHours(40));
      market.step();
      assertTrue(calendar.isOpen(market.clock().instant()));
    }
  }

  @Test
  void speedAcceleratesTheClockOnly() {
    try (var fast = SimulatedMarket.manual(SETTINGS.withSpeed(60), wall);
        var slow = SimulatedMarket.manual(SETTINGS, wall)) {
      Instant start = fast.clock().instant();
      wall.advance(Duration.ofSeconds(10));
      assertEquals(start.plusSeconds(600), fast.clock().instant());
      assertEquals(
          slow.history(AAPL, Timeframe.M1, 25),
          fast.history(AAPL, Timeframe.M1, 35).subList(0, 25));
    }
  }

  @Test
  void clockNeverRunsBackwards() {
    try (var market = SimulatedMarket.manual(SETTINGS, wall)) {
      wall.advance(Duration.ofSeconds(10));
      Instant reached = market.clock().instant();
      wall.advance(Duration.ofHours(-1));
      assertEquals(reached, market.clock().instant());
    }
  }

  @Test
  void goesOnAfterRestartNeverEarlier(@TempDir Path directory) {
    var settings = SETTINGS.withStateFile(directory.resolve("state/market.txt"));
    Instant stopped;
    try (var market = SimulatedMarket.manual(settings, wall)) {
      wall.advance(Duration.ofHours(8));
      market.step();
      stopped = market.clock().instant();
    }
    wall.advance(Duration.ofDays(1));
    SimulatedMarket killed = SimulatedMarket.manual(settings, wall);
    assertEquals(stopped, killed.clock().instant());
    wall.advance(Duration.ofSeconds(4));
    Instant seen = killed.clock().instant();
    // Not closed: as after a kill.
    try (var revived = SimulatedMarket.manual(settings, wall)) {
      assertTrue(!revived.clock().instant().isBefore(seen), "market time went back");
      assertTrue(revived.clock().instant().isBefore(seen.plusSeconds(10)));
    }
    killed.close();
  }

  @Test
  void damagedStateFileIsPutAside(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("market.txt");
    Files.writeString(file, "simulated-market-1 42 not-a-date 5\n");
    try (var market = SimulatedMarket.manual(SETTINGS.withStateFile(file), wall)) {
      assertEquals(Instant.parse("2026-03-02T15:00:00Z"), market.clock().instant());
    }
    assertTrue(Files.exists(directory.resolve("market.txt.unreadable")));
  }

  @Test
  void unknownSymbolsAndSettingsAreRefused() {
    try (var market = SimulatedMarket.manual(SETTINGS, wall)) {
      Symbol nobody = Symbol.of("NOSUCH");
      assertThrows(IllegalArgumentException.class, () -> market.quote(nobody));
      assertThrows(IllegalArgumentException.class, () -> market.history(nobody, Timeframe.D1, 10));
      assertThrows(IllegalArgumentException.class, () -> market.history(AAPL, Timeframe.D1, 0));
    }
    assertThrows(IllegalArgumentException.class, () -> SETTINGS.withSpeed(0));
    assertThrows(IllegalArgumentException.class, () -> SETTINGS.withSpeed(Double.NaN));
  }

  @Test
  void failingListenerDoesNotStopTheOthers() {
    try (var market = SimulatedMarket.manual(SETTINGS, wall)) {
      var told = new ArrayList<Quote>();
      market.onStep(
          quotes -> {
            throw new IllegalStateException("a listener's own fault");
          });
      market.onStep(told::addAll);
      wall.advance(Duration.ofSeconds(5));
      market.step();
      assertTrue(told.size() > 10);
      assertEquals(Set.copyOf(told).size(), told.size());
    }
  }
}
