package io.orchestrator.adapters.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.port.Cache;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Entries in this process, bounded by their bytes. Never fails, never blocks. */
public final class InProcessCache implements Cache {
  /** Per entry, beside key and value: objects and table slots, a round number. */
  private static final int OVERHEAD_BYTES = 128;

  private final com.github.benmanes.caffeine.cache.Cache<String, Entry> entries;
  private final int maxValueBytes;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder evictions = new LongAdder();
  private final ReadTimes times = new ReadTimes();

  private record Entry(byte[] value, long timeToLiveNanos) {}

  public InProcessCache(CacheSettings settings) {
    this(settings, Ticker.systemTicker());
  }

  InProcessCache(CacheSettings settings, Ticker ticker) {
    this.maxValueBytes = settings.maxValueBytes();
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(settings.maxBytes())
            .weigher(InProcessCache::bytes)
            .expireAfter(
                Expiry.writing((String key, Entry e) -> Duration.ofNanos(e.timeToLiveNanos())))
            .evictionListener(
                (String key, Entry entry, RemovalCause cause) -> {
                  if (cause == RemovalCause.SIZE) {
                    evictions.increment();
                  }
                })
            .ticker(ticker)
            .build();
  }

  private static int bytes(String key, Entry entry) {
    return OVERHEAD_BYTES + 2 * key.length() + entry.value().length;
  }

  @Override
  public Optional<byte[]> get(String key) {
    CacheEntry.requireKey(key);
    long start = System.nanoTime();
    Entry entry = entries.getIfPresent(key);
    (entry == null ? misses : hits).increment();
    Optional<byte[]> value = Optional.ofNullable(entry).map(e -> e.value().clone());
    times.add(System.nanoTime() - start);
    return value;
  }

  /** A value above the limit is not kept, nor is an earlier one of its key. */
  @Override
  public void put(String key, byte[] value, Duration timeToLive) {
    CacheEntry.requireKey(key);
    CacheEntry.requireTimeToLive(timeToLive);
    if (value.length > maxValueBytes) {
      entries.invalidate(key);
    } else {
      entries.put(key, new Entry(value.clone(), timeToLive.toNanos()));
    }
  }

  @Override
  public void invalidate(String key) {
    CacheEntry.requireKey(key);
    entries.invalidate(key);
  }

  @Override
  public ProbeResult probe() {
    return ProbeResult.ok(Duration.ZERO, "in-process");
  }

  /** Drops every entry. */
  @Override
  public void reset() {
    entries.invalidateAll();
  }

  @Override
  public Stats stats() {
    entries.cleanUp();
    return new Stats(
        "in-process",
        hits.sum(),
        misses.sum(),
        entries.estimatedSize(),
        evictions.sum(),
        times.quantile(0.5),
        times.quantile(0.99));
  }

  @Override
  public void close() {
    entries.invalidateAll();
  }
}
