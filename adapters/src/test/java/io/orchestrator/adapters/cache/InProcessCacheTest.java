package io.orchestrator.adapters.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.health.ProbeResult;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InProcessCacheTest {
  @Test
  void eachEntryHasItsOwnTime() {
    AtomicLong nanos = new AtomicLong();
    try (InProcessCache cache = new InProcessCache(CacheSettings.DEFAULT, nanos::get)) {
      cache.put("a", new byte[1], Duration.ofSeconds(60));
      cache.put("b", new byte[1], Duration.ofHours(1));
      nanos.addAndGet(Duration.ofSeconds(59).toNanos());
      assertTrue(cache.get("a").isPresent());
      // Reading does not prolong it.
      nanos.addAndGet(Duration.ofSeconds(2).toNanos());
      assertTrue(cache.get("a").isEmpty());
      assertTrue(cache.get("b").isPresent());
    }
  }

  @Test
  void itsBytesAreBounded() {
    CacheSettings settings = CacheSettings.DEFAULT;
    try (InProcessCache cache = new InProcessCache(settings)) {
      for (int i = 0; i < 500; i++) {
        cache.put("key-" + i, new byte[500_000], Duration.ofHours(1));
      }
      long entries = cache.stats().size();
      assertTrue(entries * 500_000 <= settings.maxBytes(), entries + " entries");
      assertTrue(entries > 50, entries + " entries");
      assertEquals(500 - entries, cache.stats().evictions());
    }
  }

  @Test
  void whatEndedInItsTimeIsNoEviction() {
    AtomicLong nanos = new AtomicLong();
    try (InProcessCache cache = new InProcessCache(CacheSettings.DEFAULT, nanos::get)) {
      cache.put("a", new byte[1], Duration.ofSeconds(1));
      nanos.addAndGet(Duration.ofSeconds(2).toNanos());
      assertEquals(0, cache.stats().size());
      assertEquals(0, cache.stats().evictions());
    }
  }

  @Test
  void timesAreThoseOfTheNewestReads() {
    ReadTimes times = new ReadTimes();
    assertEquals(Duration.ZERO, times.quantile(0.99));
    for (int i = 0; i < 1000; i++) {
      times.add(1_000_000_000);
    }
    for (int i = 1; i <= 512; i++) {
      times.add(i);
    }
    assertEquals(Duration.ofNanos(256), times.quantile(0.5));
    assertEquals(Duration.ofNanos(507), times.quantile(0.99));
    assertEquals(Duration.ofNanos(512), times.quantile(1));
  }

  @Test
  void isHealthyWithoutRedis() {
    try (CacheService service = CacheService.open(CacheSettings.DEFAULT)) {
      ProbeResult probe = service.probe();
      assertEquals(ProbeResult.ok(Duration.ZERO, "in-process"), probe);
      assertEquals("in-process", service.cache().stats().kind());
    }
  }
}
