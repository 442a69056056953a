package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.market.TradingCalendar;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;

/**
 * The time that the feed tells once a second, in the forms that others need. Not thread-safe, but
 * for {@link #clock()}.
 */
final class FeedTime {
  private final FeedClock clock;
  private Instant latest;
  private long nanos;
  private long day;
  private boolean told;

  /**
   * @param wall stands for the feed's time until it has told its own
   */
  FeedTime(InstantSource wall) {
    this.clock = new FeedClock(wall, System::nanoTime);
    take(wall.instant());
  }

  private void take(Instant now) {
    latest = now;
    nanos = ExchangeTime.nanos(now);
    day = TradingCalendar.dateOf(now).toEpochDay();
  }

  /**
   * @param newYork of the exchange
   */
  void tell(LocalDateTime newYork) {
    told = true;
    take(newYork.atZone(TradingCalendar.NEW_YORK).toInstant());
    clock.told(latest);
  }

  MarketClock clock() {
    return clock;
  }

  Instant latest() {
    return latest;
  }

  boolean told() {
    return told;
  }

  /** Nanoseconds since 1970, UTC. */
  long nanos() {
    return nanos;
  }

  /** Days since 1970 on the exchange. */
  long day() {
    return day;
  }
}
