package io.orchestrator.domain.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** SEC Rule 201: 10 % below the last close, for the rest of that day and the next session. */
class PriceTestsTest {
  private static final TradingCalendar NYSE = TradingCalendar.nyse();

  /** Wednesday, Friday and Monday around Thanksgiving 2026. */
  private static final LocalDate WEDNESDAY = LocalDate.of(2026, 11, 25);

  private static final LocalDate FRIDAY = LocalDate.of(2026, 11, 27);
  private static final LocalDate MONDAY = LocalDate.of(2026, 11, 30);
  private static final Instant NOON = Instant.parse("2026-11-30T17:00:00Z");

  private final PriceTests tests = new PriceTests(NYSE);

  private static Bar bar(LocalDate day, double low, double close) {
    Instant open = NYSE.session(day).orElseThrow().open();
    return new Bar(Symbol.of("A"), Timeframe.D1, open, close, close, low, close, 1_000);
  }

  private PriceTest after(Bar... daily) {
    tests.closes("A", List.of(daily), NOON);
    return tests.of("A", NOON);
  }

  @Test
  void withoutTheTwoSessionsBeforeNothingIsKnown() {
    assertEquals(PriceTest.UNKNOWN, tests.of("A", NOON));
    assertEquals(PriceTest.UNKNOWN, after());
    assertEquals(PriceTest.UNKNOWN, after(bar(FRIDAY, 100, 100)), "is yesterday's still in force?");
    assertEquals(
        PriceTest.UNKNOWN,
        after(bar(LocalDate.of(2026, 11, 24), 100, 100), bar(WEDNESDAY, 100, 100)),
        "an old history");
    assertEquals(PriceTest.FREE, after(bar(WEDNESDAY, 100, 100), bar(FRIDAY, 100, 100)));
  }

  @Test
  void tenPercentBelowTheLastCloseTriggersForTheRestOfTheDay() {
    after(bar(WEDNESDAY, 33.3, 33.3), bar(FRIDAY, 33.3, 33.3));
    tests.seen("A", 29.98, NOON);
    assertEquals(PriceTest.FREE, tests.of("A", NOON));
    tests.seen("A", 29.97, NOON.plusSeconds(1));
    assertEquals(PriceTest.RESTRICTED, tests.of("A", NOON.plusSeconds(1)), "exactly 10 %");
    tests.seen("A", 33, NOON.plusSeconds(2));
    assertEquals(PriceTest.RESTRICTED, tests.of("A", NOON.plusSeconds(2)), "it rose again");
    assertEquals(
        PriceTest.RESTRICTED,
        after(bar(WEDNESDAY, 33.3, 33.3), bar(FRIDAY, 33.3, 33.3), bar(MONDAY, 33, 33)),
        "what was seen is not forgotten with newer bars");
  }

  @Test
  void theDailyBarOfThePresentSessionCounts() {
    assertEquals(
        PriceTest.RESTRICTED,
        after(bar(WEDNESDAY, 100, 100), bar(FRIDAY, 100, 100), bar(MONDAY, 89, 99)));
  }

  @Test
  void itLastsToTheEndOfTheNextSessionAndNoLonger() {
    assertEquals(
        PriceTest.RESTRICTED, after(bar(WEDNESDAY, 100, 100), bar(FRIDAY, 90, 95)), "of Friday");
    assertEquals(
        PriceTest.FREE,
        after(
            bar(LocalDate.of(2026, 11, 24), 100, 100), bar(WEDNESDAY, 80, 85), bar(FRIDAY, 85, 86)),
        "Wednesday's ended with Friday");
  }

  @Test
  void anotherDayIsUnknownUntilItsClosesAreHere() {
    after(bar(WEDNESDAY, 100, 100), bar(FRIDAY, 100, 100));
    Instant tuesday = NOON.plusSeconds(86_400);
    assertEquals(PriceTest.UNKNOWN, tests.of("A", tuesday));
    tests.seen("A", 50, tuesday);
    assertEquals(PriceTest.FREE, tests.of("A", NOON), "a price of another day is not of this");
  }

  @Test
  void aNameThatNobodyWatchesIsForgotten() {
    after(bar(WEDNESDAY, 100, 100), bar(FRIDAY, 100, 100));
    tests.keep(Set.of("B"));
    assertEquals(PriceTest.UNKNOWN, tests.of("A", NOON));
  }

  @Test
  void pricesThatAreNoneTriggerNothing() {
    after(bar(WEDNESDAY, 100, 100), bar(FRIDAY, 100, 100));
    tests.seen("A", Double.NaN, NOON);
    tests.seen("A", 0, NOON);
    tests.seen("A", -1, NOON);
    tests.seen("unknown", 1, NOON);
    assertEquals(PriceTest.FREE, tests.of("A", NOON));
  }
}
