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

  /** Hits, misses and the kind: {@code in-process}, {@code redis}, {@code fallback}. */
  Stats stats();

  @Override
  void close();

  record Stats(String kind, long hits, long misses, long size) {}
}
