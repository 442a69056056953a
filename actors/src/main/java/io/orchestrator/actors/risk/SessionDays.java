package io.orchestrator.actors.risk;

import io.orchestrator.domain.market.TradingCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Decides that a new session date began. A market clock that jumps must not set the day's loss to
 * nothing: a date that follows is believed when it is seen twice, any other (far ahead, or back)
 * only when it has stood for a while. One thread.
 */
final class SessionDays {
  /** The longest pause of the exchange, and a day. */
  private static final int PLAUSIBLE_DAYS = 5;

  private static final Duration STANDS = Duration.ofMinutes(10);

  private Optional<LocalDate> candidate = Optional.empty();
  private Instant since = Instant.MIN;

  /**
   * @param counted ISO date of the day that is counted; empty before the first
   * @param marketNow what the market's clock shows
   * @param now wall time
   * @return the new date, when it is believed
   */
  Optional<LocalDate> seen(String counted, Instant marketNow, Instant now) {
    LocalDate date = TradingCalendar.dateOf(marketNow);
    if (counted.isEmpty()) {
      return Optional.of(date);
    }
    LocalDate present = LocalDate.parse(counted);
    if (date.equals(present)) {
      candidate = Optional.empty();
      return Optional.empty();
    }
    if (!candidate.equals(Optional.of(date))) {
      candidate = Optional.of(date);
      since = now;
      return Optional.empty();
    }
    boolean follows = date.isAfter(present) && !date.isAfter(present.plusDays(PLAUSIBLE_DAYS));
    if (follows || !now.isBefore(since.plus(STANDS))) {
      candidate = Optional.empty();
      return Optional.of(date);
    }
    return Optional.empty();
  }

  /** Another reading is wanted before the date is believed. */
  boolean doubtful() {
    return candidate.isPresent();
  }
}
