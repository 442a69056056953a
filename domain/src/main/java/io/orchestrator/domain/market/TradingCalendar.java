package io.orchestrator.domain.market;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.THURSDAY;
import static java.time.DayOfWeek.WEDNESDAY;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Regular sessions of the New York Stock Exchange by rule, from 1998 on (the year in which Martin
 * Luther King Day became a holiday; earlier dates are refused). Special closures are a list,
 * because no rule knows them; one that is announced later comes in by {@link #withClosures}.
 * Delayed openings (2002-09-11) and halts inside a session are not modelled.
 *
 * <p>Source of rules and lists: the exchange's published holiday notices, as collected by the
 * exchange_calendars project.
 */
public final class TradingCalendar {
  public static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  public static final LocalTime REGULAR_OPEN = LocalTime.of(9, 30);
  public static final LocalTime REGULAR_CLOSE = LocalTime.of(16, 0);
  public static final LocalTime EARLY_CLOSE = LocalTime.of(13, 0);

  /** First day that the rules cover. */
  public static final LocalDate FIRST_DATE = LocalDate.of(1998, 1, 1);

  private static final Set<LocalDate> SPECIAL_CLOSURES =
      Set.of(
          LocalDate.of(2001, 9, 11), // attacks of September 11
          LocalDate.of(2001, 9, 12),
          LocalDate.of(2001, 9, 13),
          LocalDate.of(2001, 9, 14),
          LocalDate.of(2004, 6, 11), // mourning for President Reagan
          LocalDate.of(2007, 1, 2), // mourning for President Ford
          LocalDate.of(2012, 10, 29), // hurricane Sandy
          LocalDate.of(2012, 10, 30),
          LocalDate.of(2018, 12, 5), // mourning for President George H. W. Bush
          LocalDate.of(2025, 1, 9)); // mourning for President Carter

  private static final Set<LocalDate> SPECIAL_EARLY_CLOSES =
      Set.of(LocalDate.of(1999, 12, 31), LocalDate.of(2003, 12, 26));

  private static final TradingCalendar NYSE = new TradingCalendar(SPECIAL_CLOSURES);

  private final Set<LocalDate> closures;

  private TradingCalendar(Set<LocalDate> closures) {
    this.closures = closures;
  }

  public static TradingCalendar nyse() {
    return NYSE;
  }

  /** The same calendar with further days closed. */
  public TradingCalendar withClosures(Set<LocalDate> more) {
    var all = new java.util.HashSet<>(closures);
    all.addAll(more);
    return new TradingCalendar(Set.copyOf(all));
  }

  /** Throws {@code IllegalArgumentException} before {@link #FIRST_DATE}, as all methods do. */
  public boolean isSession(LocalDate date) {
    if (date.isBefore(FIRST_DATE)) {
      throw new IllegalArgumentException(
          "the trading calendar begins at " + FIRST_DATE + ", asked for " + date);
    }
    DayOfWeek day = date.getDayOfWeek();
    return day != SATURDAY && day != SUNDAY && !isHoliday(date) && !closures.contains(date);
  }

  /** A weekday that no rule closes, but an event did. */
  public boolean isSpecialClosure(LocalDate date) {
    return closures.contains(date);
  }

  /** The session of that day, empty on a weekend, holiday or special closure. */
  public Optional<TradingSession> session(LocalDate date) {
    if (!isSession(date)) {
      return Optional.empty();
    }
    boolean early = isEarlyClose(date);
    Instant open = date.atTime(REGULAR_OPEN).atZone(NEW_YORK).toInstant();
    LocalTime closing = early ? EARLY_CLOSE : REGULAR_CLOSE;
    Instant close = date.atTime(closing).atZone(NEW_YORK).toInstant();
    return Optional.of(new TradingSession(date, open, close, early));
  }

  /** The session that is open at the instant. */
  public Optional<TradingSession> openAt(Instant instant) {
    return session(dateOf(instant)).filter(s -> s.contains(instant));
  }

  public boolean isOpen(Instant instant) {
    return openAt(instant).isPresent();
  }

  /** The calendar day in New York at the instant. */
  public static LocalDate dateOf(Instant instant) {
    return instant.atZone(NEW_YORK).toLocalDate();
  }

  /** First session on or after the day. */
  public TradingSession onOrAfter(LocalDate date) {
    LocalDate day = date;
    while (!isSession(day)) {
      day = day.plusDays(1);
    }
    return session(day).orElseThrow();
  }

  /** Last session on or before the day. */
  public TradingSession onOrBefore(LocalDate date) {
    LocalDate day = date;
    while (!isSession(day)) {
      day = day.minusDays(1);
    }
    return session(day).orElseThrow();
  }

  /** First session after the day. */
  public TradingSession next(LocalDate date) {
    return onOrAfter(date.plusDays(1));
  }

  /** Last session before the day. */
  public TradingSession previous(LocalDate date) {
    return onOrBefore(date.minusDays(1));
  }

  /** First session that opens after the instant. */
  public TradingSession nextOpen(Instant instant) {
    TradingSession candidate = onOrAfter(dateOf(instant));
    return candidate.open().isAfter(instant) ? candidate : next(candidate.date());
  }

  /** Last session that closed at or before the instant. */
  public TradingSession lastClosed(Instant instant) {
    TradingSession candidate = onOrBefore(dateOf(instant));
    return candidate.close().isAfter(instant) ? previous(candidate.date()) : candidate;
  }

  /** All sessions from the first to the last day, both inclusive. */
  public List<TradingSession> sessions(LocalDate first, LocalDate last) {
    var result = new ArrayList<TradingSession>();
    for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
      session(day).ifPresent(result::add);
    }
    return result;
  }

  /** Closed at 13:00; meaningful for session days only. */
  public boolean isEarlyClose(LocalDate date) {
    if (SPECIAL_EARLY_CLOSES.contains(date)) {
      return true;
    }
    DayOfWeek day = date.getDayOfWeek();
    return switch (date.getMonth()) {
      case NOVEMBER -> date.equals(thanksgiving(date.getYear()).plusDays(1));
      case DECEMBER -> date.getDayOfMonth() == 24 && day.compareTo(THURSDAY) <= 0;
      case JULY -> independenceEarlyClose(date, day);
      default -> false;
    };
  }

  // Since 2013 the short day is always the 3rd; before, a Thursday holiday shortened the Friday.
  private static boolean independenceEarlyClose(LocalDate date, DayOfWeek day) {
    return switch (date.getDayOfMonth()) {
      case 3 -> day.compareTo(THURSDAY) <= 0 && (day != WEDNESDAY || date.getYear() >= 2013);
      case 5 -> day == FRIDAY && date.getYear() < 2013;
      default -> false;
    };
  }

  private static boolean isHoliday(LocalDate date) {
    int year = date.getYear();
    return switch (date.getMonth()) {
      case JANUARY -> isNewYear(date) || date.equals(nth(year, Month.JANUARY, 3, MONDAY));
      case FEBRUARY -> date.equals(nth(year, Month.FEBRUARY, 3, MONDAY));
      case MARCH, APRIL -> date.equals(easter(year).minusDays(2));
      case MAY -> date.equals(LocalDate.of(year, 5, 1).with(TemporalAdjusters.lastInMonth(MONDAY)));
      case JUNE -> year >= 2022 && date.equals(observed(MonthDay.of(6, 19), year));
      case JULY -> date.equals(observed(MonthDay.of(7, 4), year));
      case SEPTEMBER -> date.equals(nth(year, Month.SEPTEMBER, 1, MONDAY));
      case NOVEMBER -> date.equals(thanksgiving(year));
      case DECEMBER -> date.equals(observed(MonthDay.of(12, 25), year));
      case AUGUST, OCTOBER -> false;
    };
  }

  // On a Saturday it is not observed: the Friday is the last day of the accounting year.
  private static boolean isNewYear(LocalDate date) {
    LocalDate first = LocalDate.of(date.getYear(), 1, 1);
    return date.equals(first.getDayOfWeek() == SUNDAY ? first.plusDays(1) : first);
  }

  private static LocalDate observed(MonthDay holiday, int year) {
    LocalDate date = holiday.atYear(year);
    return switch (date.getDayOfWeek()) {
      case SATURDAY -> date.minusDays(1);
      case SUNDAY -> date.plusDays(1);
      case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> date;
    };
  }

  private static LocalDate thanksgiving(int year) {
    return nth(year, Month.NOVEMBER, 4, THURSDAY);
  }

  private static LocalDate nth(int year, Month month, int n, DayOfWeek day) {
    return LocalDate.of(year, month, 1).with(TemporalAdjusters.dayOfWeekInMonth(n, day));
  }

  /** Gregorian Easter Sunday (Meeus, Astronomical Algorithms, chapter 8). */
  static LocalDate easter(int year) {
    int a = year % 19;
    int b = year / 100;
    int c = year % 100;
    int e = (b - (b + 8) / 25 + 1) / 3;
    int h = (19 * a + b - b / 4 - e + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int monthAndDay = h + l - 7 * m + 114;
    return LocalDate.of(year, monthAndDay / 31, monthAndDay % 31 + 1);
  }
}
