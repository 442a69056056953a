package io.orchestrator.actors.node;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.port.Cache;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A cache that never forgets. */
public final class MapCache implements Cache {
  public final Map<String, byte[]> entries = new ConcurrentHashMap<>();

  @Override
  public Optional<byte[]> get(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  @Override
  public void put(String key, byte[] value, Duration timeToLive) {
    entries.put(key, value);
  }

  @Override
  public void invalidate(String key) {
    entries.remove(key);
  }

  @Override
  public ProbeResult probe() {
    return ProbeResult.ok(Duration.ZERO, "in-process");
  }

  @Override
  public void reset() {}

  @Override
  public Stats stats() {
    return new Stats("in-process", 0, 0, entries.size(), 0, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public void close() {}
}
