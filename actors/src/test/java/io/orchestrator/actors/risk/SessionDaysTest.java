package io.orchestrator.actors.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionDaysTest {
  private static final Instant FRIDAY = Instant.parse("2026-11-20T15:30:00Z");
  private static final String COUNTED = "2026-11-20";
  private final SessionDays days = new SessionDays();

  private Optional<LocalDate> seen(Instant market, Instant wall) {
    return days.seen(COUNTED, market, wall);
  }

  @Test
  void theFirstDayIsBelievedAtOnceAndTheNextWhenSeenTwice() {
    assertEquals(Optional.of(LocalDate.parse(COUNTED)), new SessionDays().seen("", FRIDAY, FRIDAY));
    Instant monday = FRIDAY.plus(Duration.ofDays(3));
    assertTrue(seen(FRIDAY, FRIDAY).isEmpty());
    assertTrue(seen(monday, monday).isEmpty());
    assertEquals(Optional.of(LocalDate.parse("2026-11-23")), seen(monday, monday.plusSeconds(1)));
  }

  /** A clock that jumps must not set the day's loss to nothing. */
  @Test
  void aClockThatJumpsAndComesBackBeginsNoDay() {
    for (Duration jump : new Duration[] {Duration.ofDays(400), Duration.ofDays(-2)}) {
      Instant wrong = FRIDAY.plus(jump);
      for (int i = 0; i < 100; i++) {
        assertTrue(seen(wrong, FRIDAY.plusSeconds(i)).isEmpty());
      }
      assertTrue(seen(FRIDAY, FRIDAY.plusSeconds(101)).isEmpty());
      assertTrue(!days.doubtful());
    }
    // One reading of tomorrow, too.
    assertTrue(seen(FRIDAY.plus(Duration.ofDays(1)), FRIDAY.plusSeconds(200)).isEmpty());
    assertTrue(seen(FRIDAY, FRIDAY.plusSeconds(201)).isEmpty());
  }

  @Test
  void aDateThatStandsIsBelievedInTheEnd() {
    Instant other = FRIDAY.minus(Duration.ofDays(30));
    assertTrue(seen(other, FRIDAY).isEmpty());
    assertTrue(seen(other, FRIDAY.plusSeconds(599)).isEmpty());
    assertEquals(Optional.of(LocalDate.parse("2026-10-21")), seen(other, FRIDAY.plusSeconds(600)));
  }
}
