package io.orchestrator.adapters.iqfeed;

import io.orchestrator.domain.market.MarketClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Market time as the feed tells it: its latest stamp and the time that has passed since. Before the
 * first stamp it is wall time. A computer whose clock is wrong, or a feed that replays another day,
 * is so judged by the feed's own time. Thread-safe.
 */
final class FeedClock implements MarketClock {
  /** Stamps come once a second, cut to whole seconds; farther off means that we went wrong. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private record Reading(Instant at, long nanos) {}

  private final InstantSource wall;
  private final LongSupplier nanoTime;
  private volatile Reading latest;

  /**
   * @param nanoTime as {@link System#nanoTime()}
   */
  FeedClock(InstantSource wall, LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
  }

  /**
   * A stamp is late by its way and by up to a second, never early: of two readings the later one is
   * nearer to the truth. Called by one thread.
   */
  void told(Instant stamp) {
    long now = nanoTime.getAsLong();
    Reading before = latest;
    Instant estimate = before == null ? stamp : at(before, now);
    boolean near = Duration.between(stamp, estimate).abs().compareTo(TOLERANCE) <= 0;
    latest = new Reading(near && estimate.isAfter(stamp) ? estimate : stamp, now);
  }

  @Override
  public Instant instant() {
    Reading reading = latest;
    return reading == null ? wall.instant() : at(reading, nanoTime.getAsLong());
  }

  @Override
  public boolean known() {
    return latest != null;
  }

  private static Instant at(Reading reading, long nanos) {
    return reading.at().plusNanos(Math.max(0, nanos - reading.nanos()));
  }
}
