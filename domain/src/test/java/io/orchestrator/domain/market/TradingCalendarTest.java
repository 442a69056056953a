package io.orchestrator.domain.market;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TradingCalendarTest {
  private final TradingCalendar calendar = TradingCalendar.nyse();

  /** Holidays as the exchange published them, weekdays only. */
  @ParameterizedTest
  @CsvSource({
    "1999, 01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24",
    "2001, 01-01 01-15 02-19 04-13 05-28 07-04 09-03 09-11 09-12 09-13 09-14 11-22 12-25",
    "2004, 01-01 01-19 02-16 04-09 05-31 06-11 07-05 09-06 11-25 12-24",
    "2007, 01-01 01-02 01-15 02-19 04-06 05-28 07-04 09-03 11-22 12-25",
    "2011, 01-17 02-21 04-22 05-30 07-04 09-05 11-24 12-26",
    "2012, 01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25",
    "2018, 01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25",
    "2021, 01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24",
    "2022, 01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26",
    "2025, 01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25",
    "2026, 01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25",
    "2027, 01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24",
    "2028, 01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25",
  })
  void holidaysAreThePublishedOnes(int year, String published) {
    var expected = new TreeSet<LocalDate>();
    for (String day : published.split(" ")) {
      expected.add(LocalDate.parse(year + "-" + day));
    }
    TreeSet<LocalDate> closed =
        LocalDate.of(year, 1, 1)
            .datesUntil(LocalDate.of(year + 1, 1, 1))
            .filter(d -> d.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0)
            .filter(d -> !calendar.isSession(d))
            .collect(toCollection(TreeSet::new));
    assertEquals(expected, closed);
  }

  @ParameterizedTest
  @CsvSource({
    "1999, 11-26 12-31",
    "2002, 07-05 11-29 12-24",
    "2003, 07-03 11-28 12-24 12-26",
    "2007, 07-03 11-23 12-24",
    "2012, 07-03 11-23 12-24",
    "2013, 07-03 11-29 12-24",
    "2014, 07-03 11-28 12-24",
    "2015, 11-27 12-24",
    "2019, 07-03 11-29 12-24",
    "2020, 11-27 12-24",
    "2021, 11-26",
    "2024, 07-03 11-29 12-24",
    "2025, 07-03 11-28 12-24",
    "2026, 11-27 12-24",
  })
  void earlyClosesAreThePublishedOnes(int year, String published) {
    var expected = new TreeSet<LocalDate>();
    for (String day : published.split(" ")) {
      expected.add(LocalDate.parse(year + "-" + day));
    }
    TreeSet<LocalDate> early =
        calendar.sessions(LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31)).stream()
            .filter(TradingSession::earlyClose)
            .map(TradingSession::date)
            .collect(toCollection(TreeSet::new));
    assertEquals(expected, early);
  }

  /** Counts that the exchange's statistics give. */
  @ParameterizedTest
  @CsvSource({"2001,248", "2012,250", "2016,252", "2019,252", "2020,253", "2023,250", "2024,252"})
  void sessionsPerYear(int year, int count) {
    assertEquals(
        count,
        calendar.sessions(LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31)).size(),
        "sessions of " + year);
  }

  @Test
  void openAndCloseFollowDaylightSaving() {
    TradingSession winter = calendar.session(LocalDate.of(2024, 3, 8)).orElseThrow();
    TradingSession summer = calendar.session(LocalDate.of(2024, 3, 11)).orElseThrow();
    assertEquals(Instant.parse("2024-03-08T14:30:00Z"), winter.open());
    assertEquals(Instant.parse("2024-03-08T21:00:00Z"), winter.close());
    assertEquals(Instant.parse("2024-03-11T13:30:00Z"), summer.open());
    assertEquals(Instant.parse("2024-03-11T20:00:00Z"), summer.close());
    TradingSession half = calendar.session(LocalDate.of(2024, 11, 29)).orElseThrow();
    assertEquals(Duration.ofMinutes(210), half.length());
  }

  @Test
  void neighboursSkipWeekendsAndHolidays() {
    Instant fridayNight = Instant.parse("2026-07-02T22:00:00Z");
    assertEquals(LocalDate.of(2026, 7, 6), calendar.nextOpen(fridayNight).date());
    assertEquals(LocalDate.of(2026, 7, 2), calendar.lastClosed(fridayNight).date());
    assertEquals(LocalDate.of(2026, 7, 2), calendar.previous(LocalDate.of(2026, 7, 6)).date());
    assertEquals(LocalDate.of(2026, 7, 6), calendar.next(LocalDate.of(2026, 7, 2)).date());
  }

  @Test
  void closeIsNoLongerOpen() {
    TradingSession session = calendar.session(LocalDate.of(2024, 5, 1)).orElseThrow();
    assertTrue(calendar.isOpen(session.open()));
    assertFalse(calendar.isOpen(session.open().minusNanos(1)));
    assertTrue(calendar.isOpen(session.close().minusNanos(1)));
    assertFalse(calendar.isOpen(session.close()));
    assertEquals(session, calendar.lastClosed(session.close()));
    assertEquals(LocalDate.of(2024, 5, 2), calendar.nextOpen(session.open()).date());
  }

  @Test
  void datesBeforeTheRulesAreRefused() {
    var failure =
        assertThrows(
            IllegalArgumentException.class, () -> calendar.isSession(LocalDate.of(1997, 12, 31)));
    assertTrue(failure.getMessage().contains("1998-01-01"));
  }

  @Test
  void announcedClosureCanBeAdded() {
    LocalDate day = LocalDate.of(2029, 5, 2);
    assertTrue(calendar.isSession(day));
    assertFalse(calendar.withClosures(Set.of(day)).isSession(day));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SPY", "IBM", "AAPL", "BAC", "IWM", "GOOG"})
  void realDailyBarsStandOnSessionsAndEverySessionHasOne(String symbol) throws IOException {
    TreeSet<LocalDate> traded = realDates(symbol);
    TreeSet<LocalDate> sessions =
        calendar.sessions(traded.first(), traded.last()).stream()
            .map(TradingSession::date)
            .collect(toCollection(TreeSet::new));
    var strangers = new TreeSet<>(traded);
    strangers.removeAll(sessions);
    var missing = new TreeSet<>(sessions);
    missing.removeAll(traded);
    assertEquals(Set.of(), strangers, "bars on closed days of " + symbol);
    assertEquals(Set.of(), missing, "sessions without a bar of " + symbol);
  }

  /** QQQ traded under another ticker from December 2004 to March 2011: that gap and no other. */
  @Test
  void onlyKnownGapOfRealBarsIsTheTickerChange() throws IOException {
    TreeSet<LocalDate> traded = realDates("QQQ");
    List<LocalDate> missing =
        calendar.sessions(traded.first(), traded.last()).stream()
            .map(TradingSession::date)
            .filter(d -> !traded.contains(d))
            .filter(d -> d.isBefore(LocalDate.of(2004, 12, 1)) || d.getYear() > 2011)
            .toList();
    assertEquals(List.of(), missing);
    assertTrue(traded.stream().allMatch(calendar::isSession));
  }

  private static TreeSet<LocalDate> realDates(String symbol) throws IOException {
    String configured = System.getenv("ORCHESTRATOR_MARKET_DATA");
    List<Path> candidates =
        configured != null
            ? List.of(Path.of(configured))
            : List.of(Path.of("../../shared/data"), Path.of("../shared/data"));
    Path file =
        candidates.stream()
            .flatMap(
                p ->
                    Stream.of(
                        p.resolve("us-equities/daily/" + symbol + ".csv"),
                        p.resolve("daily/" + symbol + ".csv")))
            .filter(Files::isReadable)
            .findFirst()
            .orElse(null);
    assumeTrue(file != null, "real market data not found: set ORCHESTRATOR_MARKET_DATA");
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .skip(1)
          .map(l -> LocalDate.parse(l.substring(0, 10)))
          .collect(toCollection(TreeSet::new));
    }
  }
}
