package io.orchestrator.domain.market;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Which bar an instant belongs to. Inside a session bars are counted from its open and the last one
 * ends with the close (of a half day, too), so an hour bar begins at 09:30. Before and after it
 * bars follow the clock, and one that would reach into the session ends at its open. A daily bar is
 * the session. Pure.
 */
public final class BarSlots {
  private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

  private final TradingCalendar calendar;
  private final Timeframe timeframe;
  private final boolean extendedHours;

  /**
   * One bar's time.
   *
   * @param start inclusive
   * @param end exclusive
   */
  public record Slot(Instant start, Instant end) {
    public boolean contains(Instant instant) {
      return !instant.isBefore(start) && instant.isBefore(end);
    }
  }

  /**
   * @param extendedHours whether trades outside the session have bars, too; never for daily bars
   */
  public BarSlots(TradingCalendar calendar, Timeframe timeframe, boolean extendedHours) {
    this.calendar = calendar;
    this.timeframe = timeframe;
    this.extendedHours = extendedHours && timeframe != Timeframe.D1;
  }

  public Timeframe timeframe() {
    return timeframe;
  }

  /** Empty when nothing is built at that instant. */
  public Optional<Slot> at(Instant instant) {
    LocalDate date = TradingCalendar.dateOf(instant);
    if (date.isBefore(TradingCalendar.FIRST_DATE)) {
      return Optional.empty();
    }
    Optional<TradingSession> session = calendar.session(date);
    if (session.isPresent() && session.get().contains(instant)) {
      return Optional.of(inside(session.get(), instant));
    }
    return extendedHours ? Optional.of(outside(session, instant)) : Optional.empty();
  }

  private Slot inside(TradingSession session, Instant instant) {
    if (timeframe == Timeframe.D1) {
      return new Slot(session.open(), session.close());
    }
    return limited(floor(session.open(), instant), session.close());
  }

  private Slot outside(Optional<TradingSession> session, Instant instant) {
    // New York is whole hours from UTC, and no intraday bar is longer: UTC midnight serves both.
    long second = instant.getEpochSecond();
    Instant midnight = Instant.ofEpochSecond(second - Math.floorMod(second, DAY_SECONDS));
    Instant start = floor(midnight, instant);
    if (session.isEmpty()) {
      return limited(start, Instant.MAX);
    }
    if (instant.isBefore(session.get().open())) {
      return limited(start, session.get().open());
    }
    Instant close = session.get().close();
    return limited(start.isBefore(close) ? close : start, Instant.MAX);
  }

  private Instant floor(Instant anchor, Instant instant) {
    long length = timeframe.length().toSeconds();
    long since = Duration.between(anchor, instant).toSeconds();
    return anchor.plusSeconds(Math.floorDiv(since, length) * length);
  }

  private Slot limited(Instant start, Instant limit) {
    Instant end = start.plus(timeframe.length());
    return new Slot(start, end.isAfter(limit) ? limit : end);
  }
}
