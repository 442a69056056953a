package io.orchestrator.domain.market;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.focus_shift.jollyday.core.HolidayCalendar;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The calendar against others: the holidays of the Jollyday library, day by day, and real minutes.
 *
 * <p>Jollyday 2.19.0 agrees on every weekday of 1998–2030, in both directions. (It also names New
 * Year's Day of 2022, a Saturday, on which nobody trades in either.) OpenGamma Strata 2.12.63 was
 * compared once: it differs on one day, 2012-10-29, when hurricane Sandy closed the exchange and
 * Strata says that it was open; the real daily bars say that it was closed.
 */
class TradingCalendarOracleTest {
  private final TradingCalendar calendar = TradingCalendar.nyse();

  @Test
  void everyWeekdayOfThreeDecadesIsWhatALibrarySays() {
    HolidayManager library =
        HolidayManager.getInstance(ManagerParameters.create(HolidayCalendar.NYSE));
    Set<LocalDate> different = new TreeSet<>();
    for (int year = 1998; year <= 2030; year++) {
      Set<LocalDate> closed =
          library.getHolidays(Year.of(year)).stream()
              .map(holiday -> holiday.getDate())
              .collect(toCollection(TreeSet::new));
      LocalDate.of(year, 1, 1)
          .datesUntil(LocalDate.of(year + 1, 1, 1))
          .filter(day -> day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0)
          .filter(day -> calendar.isSession(day) == closed.contains(day))
          .forEach(different::add);
    }
    assertEquals(Set.of(), different);
  }

  /**
   * The first regular minute and the last stand where the calendar opens and closes, by summer
   * time.
   */
  @ParameterizedTest
  @ValueSource(strings = {"SPY", "IBM", "AAPL"})
  void realMinutesBeginAndEndWithTheSession(String symbol) throws IOException {
    TreeSet<Instant> minutes = realMinutes(symbol);
    TreeSet<LocalDate> days =
        minutes.stream().map(TradingCalendar::dateOf).collect(toCollection(TreeSet::new));
    assertTrue(days.size() >= 3, days.toString());
    for (LocalDate day : days) {
      TradingSession session = calendar.session(day).orElseThrow(() -> new AssertionError(day));
      assertEquals(session.open(), minutes.ceiling(session.open()), "the open of " + day);
      Instant last = minutes.lower(session.close());
      assertEquals(session.close().minusSeconds(60), last, "the close of " + day);
    }
    LocalDate before = days.first();
    for (LocalDate day : days) {
      boolean sameExcerpt = day.isBefore(before.plusDays(8));
      if (sameExcerpt && !day.equals(before)) {
        assertEquals(calendar.next(before).date(), day, "no session is missing in an excerpt");
      }
      before = day;
    }
  }

  private static TreeSet<Instant> realMinutes(String symbol) throws IOException {
    String configured = System.getenv("ORCHESTRATOR_MARKET_DATA");
    List<Path> roots =
        configured != null
            ? List.of(Path.of(configured))
            : List.of(Path.of("../../shared/data"), Path.of("../shared/data"));
    Path file =
        roots.stream()
            .flatMap(
                root ->
                    Stream.of(
                        root.resolve("us-equities/minute/" + symbol + ".csv"),
                        root.resolve("minute/" + symbol + ".csv")))
            .filter(Files::isReadable)
            .findFirst()
            .orElse(null);
    assumeTrue(file != null, "real market data not found: set ORCHESTRATOR_MARKET_DATA");
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .skip(1)
          .map(line -> LocalDateTime.parse(line.substring(0, line.indexOf(','))))
          .map(time -> time.atZone(TradingCalendar.NEW_YORK).toInstant())
          .collect(toCollection(TreeSet::new));
    }
  }
}
