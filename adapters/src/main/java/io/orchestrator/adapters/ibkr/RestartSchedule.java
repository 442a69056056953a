package io.orchestrator.adapters.ibkr;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * When the gateway restarts by its own plan, and how long its absence is borne before a person is
 * called.
 *
 * @param daily local time of the gateway's daily restart, 23:45 unless it was told otherwise;
 *     empty: nothing is held back; a simulated gateway has none
 * @param weeklyDay day on which the restart needs a login by hand; empty: no such day
 * @param zone of both, the gateway's own
 * @param blockBefore entries are held back this long before the restart; exits and cancels are not
 * @param length of the window from the restart on, in which a lost session is expected
 * @param alarmAfter without a session outside the window; inside it, that long after its end; at
 *     most 6 hours
 */
public record RestartSchedule(
    Optional<LocalTime> daily,
    Optional<DayOfWeek> weeklyDay,
    ZoneId zone,
    Duration blockBefore,
    Duration length,
    Duration alarmAfter) {

  private static final Duration LONGEST = Duration.ofHours(6);

  /** What a gateway does that nobody configured: each night at 23:45, on Sundays with a login. */
  public static final RestartSchedule DEFAULT =
      new RestartSchedule(
          Optional.of(LocalTime.of(23, 45)),
          Optional.of(DayOfWeek.SUNDAY),
          ZoneId.of("America/New_York"),
          Duration.ofMinutes(2),
          Duration.ofMinutes(15),
          Duration.ofMinutes(3));

  public RestartSchedule {
    require(!blockBefore.isNegative() && blockBefore.compareTo(LONGEST) <= 0, "block-before");
    require(length.isPositive() && length.compareTo(LONGEST) <= 0, "length");
    require(alarmAfter.isPositive() && alarmAfter.compareTo(LONGEST) <= 0, "alarm-after");
  }

  /** No plan; the time without a session stays bounded. */
  public RestartSchedule withoutRestarts() {
    return new RestartSchedule(
        Optional.empty(), Optional.empty(), zone, blockBefore, length, alarmAfter);
  }

  private static void require(boolean condition, String key) {
    if (!condition) {
      throw new IllegalArgumentException(key + " must be positive and at most 6 hours");
    }
  }

  /**
   * One restart.
   *
   * @param blockFrom entries are held back from here to {@code end}, unless the session is back
   * @param weekly a human must log in
   */
  record Window(Instant blockFrom, Instant restart, Instant end, boolean weekly) {
    boolean contains(Instant now) {
      return !now.isBefore(blockFrom) && now.isBefore(end);
    }
  }

  /** The window that {@code now} is in, from the block before the restart to the end. */
  Optional<Window> window(Instant now) {
    if (daily.isEmpty()) {
      return Optional.empty();
    }
    ZonedDateTime local = now.atZone(zone);
    for (int day = -1; day <= 1; day++) {
      ZonedDateTime restart = local.toLocalDate().plusDays(day).atTime(daily.get()).atZone(zone);
      boolean weekly = weeklyDay.filter(d -> d == restart.getDayOfWeek()).isPresent();
      Instant at = restart.toInstant();
      Window window = new Window(at.minus(blockBefore), at, at.plus(length), weekly);
      if (window.contains(now)) {
        return Optional.of(window);
      }
    }
    return Optional.empty();
  }

  /** When the absence of a session that was lost at {@code lost} is a matter for a person. */
  Instant alarmAt(Instant lost) {
    return window(lost).map(Window::end).orElse(lost).plus(alarmAfter);
  }
}
