package io.orchestrator.domain.market;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/**
 * One regular trading session.
 *
 * @param date the day on the exchange's calendar
 * @param open first instant of trading, UTC
 * @param close first instant after trading, UTC
 * @param earlyClose true on a half day
 */
public record TradingSession(LocalDate date, Instant open, Instant close, boolean earlyClose) {
  /** Open inclusive, close exclusive. */
  public boolean contains(Instant instant) {
    return !instant.isBefore(open) && instant.isBefore(close);
  }

  public Duration length() {
    return Duration.between(open, close);
  }
}
