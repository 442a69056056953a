package io.orchestrator.adapters.cache;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.port.Cache;
import io.orchestrator.domain.port.MonitoredService;
import java.util.Optional;

/** The cache as the Health Monitor sees it. Without Redis it is healthy, "in-process". */
public final class CacheService implements MonitoredService, AutoCloseable {
  private final Cache cache;

  private CacheService(Cache cache) {
    this.cache = cache;
  }

  /**
   * Redis where a URL is set, else in this process. Does not fail for a Redis that is not there.
   *
   * @throws IllegalArgumentException if the URL is none
   */
  public static CacheService open(CacheSettings settings) {
    return new CacheService(
        settings.redisUrl().isPresent() ? new RedisCache(settings) : new InProcessCache(settings));
  }

  public Cache cache() {
    return cache;
  }

  @Override
  public ServiceName name() {
    return ServiceName.REDIS;
  }

  @Override
  public ProbeResult probe() {
    return cache.probe();
  }

  @Override
  public void restartComponent() {
    cache.reset();
  }

  @Override
  public void resetConnection() {
    cache.reset();
  }

  /** Switching needs no help: the first failed call did it. */
  @Override
  public Optional<String> fallBack() {
    return cache.stats().kind().equals("redis")
        ? Optional.empty()
        : Optional.of("the in-process cache answers");
  }

  @Override
  public void close() {
    cache.close();
  }
}
