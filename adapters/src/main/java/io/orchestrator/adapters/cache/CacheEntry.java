package io.orchestrator.adapters.cache;

import java.time.Duration;

/** What every cache asks of a key and a time to live. */
final class CacheEntry {
  static final int MAX_KEY_LENGTH = 512;
  static final Duration MAX_TIME_TO_LIVE = Duration.ofDays(30);

  private CacheEntry() {}

  static void requireKey(String key) {
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
      throw new IllegalArgumentException(
          "a cache key has 1 to " + MAX_KEY_LENGTH + " characters, not " + key.length());
    }
  }

  static void requireTimeToLive(Duration timeToLive) {
    if (timeToLive.toMillis() < 1 || timeToLive.compareTo(MAX_TIME_TO_LIVE) > 0) {
      throw new IllegalArgumentException("a time to live is 1 ms to 30 days, not " + timeToLive);
    }
  }
}
