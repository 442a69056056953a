package io.orchestrator.domain.port;

import io.orchestrator.domain.health.ProbeResult;
import java.time.Duration;
import java.util.Optional;

/**
 * Bytes by key with a time to live. Never the truth: whoever reads it can make the value again.
 * Calls may block for a bounded time and never throw for an unreachable server: then they fall back
 * to the in-process cache, and {@link #probe()} says so.
 */
public interface Cache extends AutoCloseable {
  Optional<byte[]> get(String key);

  void put(String key, byte[] value, Duration timeToLive);

  void invalidate(String key);

  ProbeResult probe();

  void reset();

  Stats stats();

  @Override
  void close();

  /**
   * What it did so far.
   *
   * @param kind {@code in-process}, {@code redis} or {@code fallback}
   * @param size entries in this process
   * @param evictions entries that gave way for lack of room before their time; of Redis as it says
   *     at each probe, since its own start and of all who share it
   * @param typicalTime median time of the newest reads; zero before the first
   * @param slowTime 99th percentile of the same reads
   */
  record Stats(
      String kind,
      long hits,
      long misses,
      long size,
      long evictions,
      Duration typicalTime,
      Duration slowTime) {}
}
