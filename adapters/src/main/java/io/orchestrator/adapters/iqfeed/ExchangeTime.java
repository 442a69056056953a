package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.TradingCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/**
 * Wall clock of the exchange (New York) to UTC in nanoseconds since 1970, without an object for
 * days on which clocks are not changed. Not thread-safe.
 */
final class ExchangeTime {
  private static final ZoneRules RULES = TradingCalendar.NEW_YORK.getRules();
  private static final long NANOS = 1_000_000_000L;
  private static final long DAY_NANOS = 86_400 * NANOS;
  private static final long AHEAD_MAX = 12 * 3600 * NANOS;
  private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  /** Of the two days used last: today, and perhaps that of the latest trade. */
  private final long[] day = {Long.MIN_VALUE, Long.MIN_VALUE};

  private final long[] offsetSeconds = new long[2];
  private int older;

  /**
   * @param epochDay days since 1970 on the exchange
   * @param nanoOfDay its wall clock
   */
  long utcNanos(long epochDay, long nanoOfDay) {
    for (int i = 0; i < 2; i++) {
      if (day[i] == epochDay) {
        return epochDay * DAY_NANOS + nanoOfDay - offsetSeconds[i] * NANOS;
      }
    }
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    ZoneOffset begin = RULES.getOffset(date.atStartOfDay());
    if (begin.equals(RULES.getOffset(date.plusDays(1).atStartOfDay()))) {
      day[older] = epochDay;
      offsetSeconds[older] = begin.getTotalSeconds();
      older = 1 - older;
      return epochDay * DAY_NANOS + nanoOfDay - begin.getTotalSeconds() * NANOS;
    }
    ZoneOffset offset = RULES.getOffset(LocalDateTime.of(date, LocalTime.ofNanoOfDay(nanoOfDay)));
    return epochDay * DAY_NANOS + nanoOfDay - offset.getTotalSeconds() * NANOS;
  }

  /** A time without date: on the feed's day, or the day before if that would be far ahead. */
  long nearUtcNanos(long feedDay, long feedUtcNanos, long nanoOfDay) {
    long at = utcNanos(feedDay, nanoOfDay);
    return at > feedUtcNanos + AHEAD_MAX ? utcNanos(feedDay - 1, nanoOfDay) : at;
  }

  static Instant instant(long utcNanos) {
    return Instant.ofEpochSecond(Math.floorDiv(utcNanos, NANOS), Math.floorMod(utcNanos, NANOS));
  }

  static long nanos(Instant instant) {
    return instant.getEpochSecond() * NANOS + instant.getNano();
  }

  static int days(int year, int month) {
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : DAYS[month - 1];
  }

  /** Days since 1970 of a valid date from 1970 on. */
  static long epochDay(int year, int month, int day) {
    long y = month <= 2 ? year - 1L : year;
    long era = y / 400;
    long yearOfEra = y - era * 400;
    long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
  }
}
