package io.orchestrator.adapters.simulator.market;

import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Market time: sessions joined end to end, so there is always an open one. Never runs backwards,
 * even if the wall clock does. Thread-safe.
 */
final class MarketClock implements InstantSource {
  /**
   * @param session open at {@code instant}
   * @param traded trading time since the open of the very first session
   */
  record Position(TradingSession session, Instant instant, Duration traded) {
    double secondsSinceOpen() {
      return Duration.between(session.open(), instant).toNanos() / 1e9;
    }
  }

  private final TradingCalendar calendar;
  private final InstantSource wall;
  private final double speed;
  private final Instant wallStart;
  private final Duration tradedAtStart;
  private TradingSession session;
  private Duration tradedAtOpen = Duration.ZERO;
  private Duration latest;

  /**
   * @param first the session that trading time counts from
   * @param tradedAtStart trading time already past
   */
  MarketClock(
      TradingCalendar calendar,
      TradingSession first,
      Duration tradedAtStart,
      InstantSource wall,
      double speed) {
    this.calendar = calendar;
    this.session = first;
    this.tradedAtStart = tradedAtStart;
    this.latest = tradedAtStart;
    this.wall = wall;
    this.wallStart = wall.instant();
    this.speed = speed;
  }

  synchronized Position position() {
    Duration wallElapsed = Duration.between(wallStart, wall.instant());
    double seconds = wallElapsed.toNanos() / 1e9 * speed;
    Duration now = tradedAtStart.plusNanos((long) (seconds * 1e6) * 1000);
    if (now.compareTo(latest) > 0) {
      latest = now;
    }
    while (latest.minus(tradedAtOpen).compareTo(session.length()) >= 0) {
      tradedAtOpen = tradedAtOpen.plus(session.length());
      session = calendar.next(session.date());
    }
    return new Position(session, session.open().plus(latest.minus(tradedAtOpen)), latest);
  }

  @Override
  public Instant instant() {
    return position().instant();
  }
}
