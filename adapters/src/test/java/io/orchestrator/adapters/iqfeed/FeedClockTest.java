package io.orchestrator.adapters.iqfeed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FeedClockTest {
  private static final Instant WALL = Instant.parse("2026-11-22T19:00:00Z");
  private static final Instant MONDAY = Instant.parse("2026-03-02T15:00:00Z");

  private final AtomicLong nanos = new AtomicLong(-77);
  private final FeedClock clock = new FeedClock(InstantSource.fixed(WALL), nanos::get);

  private void pass(long millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  @Test
  void isWallTimeUntilTheFeedHasTold() {
    assertEquals(WALL, clock.instant());
    assertFalse(clock.known());
    clock.told(MONDAY);
    assertTrue(clock.known());
  }

  @Test
  void goesOnBetweenStampsAndNeverBackWithinTheirRounding() {
    clock.told(MONDAY);
    pass(1_400);
    assertEquals(MONDAY.plusMillis(1_400), clock.instant());
    clock.told(MONDAY.plusSeconds(1));
    assertEquals(MONDAY.plusMillis(1_400), clock.instant(), "a late stamp turns nothing back");
    pass(100);
    clock.told(MONDAY.plusSeconds(2));
    assertEquals(MONDAY.plusSeconds(2), clock.instant(), "a better stamp is taken");
  }

  @Test
  void aSilentFeedDoesNotStopTime() {
    clock.told(MONDAY);
    pass(3_600_000);
    assertEquals(MONDAY.plusSeconds(3_600), clock.instant());
  }

  @Test
  void aFeedThatTurnsToAnotherTimeIsFollowed() {
    clock.told(MONDAY);
    clock.told(MONDAY.minusSeconds(60));
    assertEquals(MONDAY.minusSeconds(60), clock.instant());
    clock.told(MONDAY.plusSeconds(86_400));
    assertEquals(MONDAY.plusSeconds(86_400), clock.instant());
  }
}
