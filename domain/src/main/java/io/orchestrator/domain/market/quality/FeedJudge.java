package io.orchestrator.domain.market.quality;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Judges the session that all symbols share. Wall time, because a feed that hangs takes market time
 * with it. Until the first heartbeat of a session only the session itself is judged: a feed without
 * heartbeats is not stale for that. Single-threaded.
 */
public final class FeedJudge {
  private final QualitySettings.Feed bounds;
  private boolean up;
  private boolean wasUp;
  private Instant beatAt;
  private Duration quiet = Duration.ZERO;
  private Duration skew = Duration.ZERO;

  public FeedJudge(QualitySettings settings) {
    this.bounds = settings.feed();
  }

  public void session(boolean isUp) {
    up = isUp;
    wasUp |= isUp;
    beatAt = null;
    quiet = Duration.ZERO;
    skew = Duration.ZERO;
  }

  /** Whether there ever was one. */
  public boolean wasUp() {
    return wasUp;
  }

  public boolean up() {
    return up;
  }

  /**
   * @param feedTime what the feed says
   * @param sinceData how long the feed has sent nothing else
   * @param wall when it was received
   */
  public void heartbeat(Instant feedTime, Duration sinceData, Instant wall) {
    beatAt = wall;
    quiet = sinceData;
    skew = bounds.worldTime() ? Duration.between(feedTime, wall) : Duration.ZERO;
  }

  /** The worst that is wrong with the session now; its effect says how bad it is. */
  public Optional<Finding> review(Instant wall, boolean marketOpen) {
    if (!up) {
      return Optional.of(Finding.of(QualityRule.STALE_FEED, 0, wall));
    }
    if (beatAt == null) {
      return Optional.empty();
    }
    Duration silent = Duration.between(beatAt, wall);
    if (silent.compareTo(bounds.heartbeatAfter()) > 0) {
      return Optional.of(Finding.of(QualityRule.STALE_FEED, seconds(silent), wall));
    }
    if (marketOpen && quiet.plus(silent).compareTo(bounds.quietAfter()) > 0) {
      return Optional.of(Finding.of(QualityRule.STALE_FEED, seconds(quiet.plus(silent)), wall));
    }
    if (skew.abs().compareTo(bounds.replayAfter()) > 0) {
      return Optional.of(
          new Finding(QualityRule.CLOCK_SKEW, RuleEffect.COUNT, seconds(skew), wall));
    }
    if (skew.abs().compareTo(bounds.skewBlock()) > 0) {
      return Optional.of(Finding.of(QualityRule.CLOCK_SKEW, seconds(skew), wall));
    }
    if (skew.abs().compareTo(bounds.skewWarn()) > 0) {
      return Optional.of(
          new Finding(QualityRule.CLOCK_SKEW, RuleEffect.COUNT, seconds(skew), wall));
    }
    return Optional.empty();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
