package io.orchestrator.domain.cache;

import java.time.Duration;

/**
 * How values are cached.
 *
 * @param timeToLive from the end of its loading a value is fresh for so long
 * @param staleFor how long after that it may still be given, marked, when it cannot be loaded;
 *     zero: never
 * @param loadTimeout for one load; whoever waits for it fails then
 * @param maxLoads different keys under way at a time; more are refused
 */
public record CachePolicy(
    Duration timeToLive, Duration staleFor, Duration loadTimeout, int maxLoads) {
  public CachePolicy {
    require(timeToLive.isPositive(), "the time to live must be positive");
    require(!staleFor.isNegative(), "the time of stale values must not be negative");
    require(loadTimeout.isPositive(), "the time-out of a load must be positive");
    require(maxLoads >= 1, "there must be room for a load");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
