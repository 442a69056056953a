package io.orchestrator.actors.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.ScheduleStore.Entry;
import io.orchestrator.domain.schedule.MissedRuns;
import io.orchestrator.domain.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DueStartsTest {
  private static final CronTimes TIMES = new CronTimes(TradingCalendar.nyse());

  private static Schedule schedule(String cron, boolean sessionsOnly, MissedRuns missed) {
    return new Schedule(
        "close",
        "analysis_to_trade",
        Map.of(),
        cron,
        TradingCalendar.NEW_YORK,
        sessionsOnly,
        missed,
        true,
        false,
        "ann");
  }

  private static Optional<Instant> next(String cron, boolean sessionsOnly, String after) {
    return TIMES.next(schedule(cron, sessionsOnly, MissedRuns.SKIP), Instant.parse(after));
  }

  private static Optional<Instant> at(String text) {
    return Optional.of(Instant.parse(text));
  }

  @Test
  void closedDaysAreLeftOut() {
    // 2026-11-25 is a Wednesday, the 26th Thanksgiving, the 27th a short session.
    assertEquals(at("2026-11-27T15:00:00Z"), next("0 10 * * *", true, "2026-11-25T20:45:00Z"));
    assertEquals(at("2026-11-26T20:45:00Z"), next("45 15 * * *", false, "2026-11-25T20:45:00Z"));
    assertEquals(at("2026-11-30T05:00:00Z"), next("* * * * *", true, "2026-11-28T04:59:00Z"));
  }

  @Test
  void whatAnEarlyCloseTakesOfTheRegularHoursIsLeftOut() {
    // 2026-11-27 closes at 13:00 in New York, which is 18:00Z; the 28th is a Saturday.
    assertEquals(at("2026-11-30T20:45:00Z"), next("45 15 * * *", true, "2026-11-25T20:45:00Z"));
    assertEquals(at("2026-11-27T20:45:00Z"), next("45 15 * * *", false, "2026-11-26T20:45:00Z"));
    assertEquals(at("2026-11-27T17:59:00Z"), next("* * * * *", true, "2026-11-27T17:58:00Z"));
    assertEquals(at("2026-11-27T21:00:00Z"), next("* * * * *", true, "2026-11-27T17:59:00Z"));
    assertEquals(at("2026-11-27T22:00:00Z"), next("0 17 * * *", true, "2026-11-25T22:00:00Z"));
    assertEquals(at("2026-11-27T12:00:00Z"), next("0 7 * * *", true, "2026-11-25T22:00:00Z"));
  }

  @Test
  void theZoneKeepsItsHourAcrossTheChangeOfClocks() {
    // Daylight saving ends in New York on 2026-11-01.
    assertEquals(at("2026-10-30T13:30:00Z"), next("30 9 * * *", true, "2026-10-29T20:00:00Z"));
    assertEquals(at("2026-11-02T14:30:00Z"), next("30 9 * * *", true, "2026-10-30T20:00:00Z"));
  }

  @Test
  void aDayThatNeverComesIsNeverDueAndNonsenseIsRefused() {
    assertEquals(Optional.empty(), next("0 12 25 12 *", true, "2026-11-25T20:45:00Z"));
    var refused =
        assertThrows(
            RefusedException.class, () -> next("61 * * * *", true, "2026-11-25T00:00:00Z"));
    assertEquals("schedule.bad_cron", refused.refusal().code());
  }

  private static DueStarts due(MissedRuns missed, String now) {
    var entry =
        new Entry(
            schedule("0 10 * * *", true, missed), at("2026-11-23T15:00:00Z"), Optional.empty(), "");
    return DueStarts.of(entry, Instant.parse(now), TIMES);
  }

  @Test
  void missedStartsFollowThePolicy() {
    String wednesdayNoon = "2026-11-25T17:00:00Z";
    Instant monday = Instant.parse("2026-11-23T15:00:00Z");
    Instant tuesday = Instant.parse("2026-11-24T15:00:00Z");
    Instant wednesday = Instant.parse("2026-11-25T15:00:00Z");
    Optional<Instant> friday = at("2026-11-27T15:00:00Z");
    assertEquals(new DueStarts(List.of(), 3, friday), due(MissedRuns.SKIP, wednesdayNoon));
    assertEquals(new DueStarts(List.of(wednesday), 2, friday), due(MissedRuns.ONCE, wednesdayNoon));
    assertEquals(
        new DueStarts(List.of(monday, tuesday, wednesday), 0, friday),
        due(MissedRuns.ALL, wednesdayNoon));
    assertEquals(
        new DueStarts(List.of(wednesday), 2, friday), due(MissedRuns.SKIP, "2026-11-25T15:01:00Z"));
  }

  @Test
  void afterALongTimeTheNewestMissedStartsAreMadeUpFor() {
    Instant now = Instant.parse("2026-11-25T17:00:00Z");
    var minutes =
        new Entry(
            schedule("* * * * *", false, MissedRuns.ONCE),
            at("2026-10-01T15:00:00Z"),
            Optional.empty(),
            "");
    DueStarts due = DueStarts.of(minutes, now, TIMES);
    assertEquals(
        List.of(now.minusSeconds(60), now), due.starts(), "what is due now is no missed start");
    assertEquals(Optional.of(now.plusSeconds(60)), due.nextAt());
    var monthly =
        new Entry(
            schedule("0 12 1 * *", false, MissedRuns.ALL),
            at("2026-01-01T17:00:00Z"),
            Optional.empty(),
            "");
    assertEquals(11, DueStarts.of(monthly, now, TIMES).starts().size(), "January to November");
    var daily =
        new Entry(
            schedule("0 10 * * *", false, MissedRuns.ALL),
            at("2026-01-01T15:00:00Z"),
            Optional.empty(),
            "");
    List<Instant> days = DueStarts.of(daily, now, TIMES).starts();
    assertEquals(DueStarts.MOST, days.size());
    assertEquals(Instant.parse("2026-11-25T15:00:00Z"), days.getLast());
  }
}
