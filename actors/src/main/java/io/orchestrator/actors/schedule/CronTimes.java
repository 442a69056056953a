package io.orchestrator.actors.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.schedule.Schedule;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Optional;

/** When a schedule is due. */
final class CronTimes {
  /** So many closed days in a row mean that it will never be due. */
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
      if (!schedule.sessionsOnly() || calendar.isSession(TradingCalendar.dateOf(at))) {
        return Optional.of(at);
      }
      // Nothing else of a closed day: a rule "each minute" must not be walked through.
      ZonedDateTime midnight =
          TradingCalendar.dateOf(at)
              .plusDays(1)
              .atStartOfDay(TradingCalendar.NEW_YORK)
              .minusSeconds(1)
              .withZoneSameInstant(schedule.zone());
      next = times.nextExecution(midnight);
    }
    return Optional.empty();
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
