package io.orchestrator.actors.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.schedule.Schedule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Optional;

/** When a schedule is due. */
final class CronTimes {
  /** So many closed days, or short ones, in a row mean that it will never be due. */
  private static final int MOST_CLOSED = 400;

  private final TradingCalendar calendar;
  private final CronParser parser =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  CronTimes(TradingCalendar calendar) {
    this.calendar = calendar;
  }

  /**
   * First time after {@code after}; empty if there is none.
   *
   * @throws io.orchestrator.domain.common.RefusedException {@code schedule.bad_cron}
   */
  Optional<Instant> next(Schedule schedule, Instant after) {
    ExecutionTime times = ExecutionTime.forCron(parse(schedule.cron()));
    Optional<ZonedDateTime> next = times.nextExecution(after.atZone(schedule.zone()));
    for (int closed = 0; next.isPresent() && closed < MOST_CLOSED; closed++) {
      Instant at = next.get().toInstant();
      Optional<ZonedDateTime> until = schedule.sessionsOnly() ? closedUntil(at) : Optional.empty();
      if (until.isEmpty()) {
        return Optional.of(at);
      }
      // Past all that is left out: a rule "each minute" must not be walked through.
      next = times.nextExecution(until.get().minusSeconds(1).withZoneSameInstant(schedule.zone()));
    }
    return Optional.empty();
  }

  /**
   * Until when nothing counts; empty if the time itself does. Of a session day only the hours
   * between an early close and the usual one are left out: what is meant for before the opening or
   * after the close is due on a half day too.
   */
  private Optional<ZonedDateTime> closedUntil(Instant at) {
    LocalDate day = TradingCalendar.dateOf(at);
    Optional<TradingSession> session = calendar.session(day);
    if (session.isEmpty()) {
      return Optional.of(day.plusDays(1).atStartOfDay(TradingCalendar.NEW_YORK));
    }
    ZonedDateTime close =
        day.atTime(TradingCalendar.REGULAR_CLOSE).atZone(TradingCalendar.NEW_YORK);
    boolean cut = !at.isBefore(session.get().close()) && at.isBefore(close.toInstant());
    return cut ? Optional.of(close) : Optional.empty();
  }

  private Cron parse(String cron) {
    try {
      return parser.parse(cron).validate();
    } catch (IllegalArgumentException e) {
      throw new Refusal(
              "schedule.bad_cron",
              400,
              String.valueOf(e.getMessage()),
              "Five fields: minute hour day-of-month month day-of-week, like '45 15 * * 1-5'.")
          .asException();
    }
  }
}
