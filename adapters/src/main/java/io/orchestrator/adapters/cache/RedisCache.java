package io.orchestrator.adapters.cache;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.SetArgs;
import io.orchestrator.adapters.cache.RedisLink.RedisUnavailable;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.port.Cache;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries in Redis. The first failure switches to the in-process cache at once, so that one slow
 * call is all that a caller sees of an outage; the way back is tried in the background.
 *
 * <p>Nothing stale comes back with Redis: keys that were written or invalidated during the outage
 * are deleted there before it is used again.
 */
public final class RedisCache implements Cache {
  private static final Logger LOG = LoggerFactory.getLogger(RedisCache.class);

  /** Keys in one command when many are deleted. */
  private static final int DELETE_BATCH = 500;

  private static final String EVICTED = "evicted_keys:";

  private final CacheSettings settings;
  private final RedisLink link;
  private final InProcessCache local;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final ReadTimes times = new ReadTimes();
  private final AtomicBoolean trying = new AtomicBoolean();

  /** Guards the switch between Redis and fallback, and what is remembered during an outage. */
  private final Object gate = new Object();

  private final Set<String> outageKeys = new HashSet<>();
  private boolean tooManyOutageKeys;
  private volatile Optional<String> outage;
  private volatile long retryAtNanos;
  private volatile boolean closed;
  private volatile long evictedThere;

  /** Connects once; Redis need not be there. */
  public RedisCache(CacheSettings settings) {
    this.settings = settings;
    this.link = new RedisLink(settings);
    this.local = new InProcessCache(settings);
    this.outage = Optional.of("not connected yet");
    tryRedis();
  }

  @Override
  public Optional<byte[]> get(String key) {
    CacheEntry.requireKey(key);
    long start = System.nanoTime();
    Optional<byte[]> value = find(key);
    times.add(System.nanoTime() - start);
    (value.isPresent() ? hits : misses).increment();
    return value;
  }

  private Optional<byte[]> find(String key) {
    if (usable()) {
      try {
        byte[] value = link.call(redis -> redis.get(prefixed(key)));
        return Optional.ofNullable(value).filter(v -> v.length <= settings.maxValueBytes());
      } catch (RedisUnavailable e) {
        fallBack(e);
      }
    }
    return local.get(key);
  }

  /** A value above the limit is not kept, nor is an earlier one of its key. */
  @Override
  public void put(String key, byte[] value, Duration timeToLive) {
    CacheEntry.requireKey(key);
    CacheEntry.requireTimeToLive(timeToLive);
    if (value.length > settings.maxValueBytes()) {
      invalidate(key);
      return;
    }
    byte[] copy = value.clone();
    SetArgs expiry = SetArgs.Builder.px(timeToLive.toMillis());
    change(
        key,
        () -> link.call(redis -> redis.set(prefixed(key), copy, expiry)),
        () -> local.put(key, copy, timeToLive));
  }

  @Override
  public void invalidate(String key) {
    CacheEntry.requireKey(key);
    change(key, () -> link.call(redis -> redis.del(prefixed(key))), () -> local.invalidate(key));
  }

  private interface RedisChange {
    Object run() throws RedisUnavailable;
  }

  private void change(String key, RedisChange inRedis, Runnable inProcess) {
    while (true) {
      if (usable()) {
        try {
          inRedis.run();
          return;
        } catch (RedisUnavailable e) {
          fallBack(e);
        }
      }
      synchronized (gate) {
        if (outage.isPresent()) {
          remember(key);
          inProcess.run();
          return;
        }
      }
      // Redis came back between the two looks: once more.
    }
  }

  private void remember(String key) {
    if (outageKeys.size() < settings.maxOutageKeys()) {
      outageKeys.add(key);
    } else {
      tooManyOutageKeys = true;
    }
  }

  /** Whether calls go to Redis; starts an attempt in the background when one is due. */
  private boolean usable() {
    if (outage.isEmpty()) {
      return true;
    }
    if (!closed && System.nanoTime() - retryAtNanos >= 0 && !trying.get()) {
      Thread.ofVirtual().name("redis-retry").start(this::tryRedis);
    }
    return false;
  }

  private void fallBack(RedisUnavailable failure) {
    synchronized (gate) {
      if (outage.isEmpty() && !closed) {
        LOG.warn(
            "Redis {} does not answer, the in-process cache takes over: {}",
            link.address(),
            failure.getMessage());
      }
      outage = Optional.of(String.valueOf(failure.getMessage()));
      retryAtNanos = System.nanoTime() + settings.retryInterval().toNanos();
    }
  }

  /** One attempt at a time: write and read, then delete what is stale, then switch. */
  private void tryRedis() {
    if (!trying.compareAndSet(false, true)) {
      return;
    }
    try {
      roundTrip();
      while (!switchToRedis()) {
        deleteStale();
      }
    } catch (RedisUnavailable e) {
      fallBack(e);
    } finally {
      trying.set(false);
    }
  }

  private boolean switchToRedis() {
    synchronized (gate) {
      if (tooManyOutageKeys || !outageKeys.isEmpty()) {
        return false;
      }
      if (outage.isPresent()) {
        LOG.info("Redis {} answers, it is the cache now", link.address());
      }
      outage = Optional.empty();
      local.reset();
      return true;
    }
  }

  private void deleteStale() throws RedisUnavailable {
    List<String> keys;
    boolean all;
    synchronized (gate) {
      keys = outageKeys.stream().map(this::prefixed).toList();
      all = tooManyOutageKeys;
    }
    if (all) {
      deleteAll();
    } else {
      for (int i = 0; i < keys.size(); i += DELETE_BATCH) {
        delete(keys.subList(i, Math.min(keys.size(), i + DELETE_BATCH)));
      }
    }
    synchronized (gate) {
      if (all) {
        tooManyOutageKeys = false;
        outageKeys.clear();
      } else {
        keys.forEach(key -> outageKeys.remove(key.substring(settings.keyPrefix().length())));
      }
    }
  }

  private void deleteAll() throws RedisUnavailable {
    String pattern = settings.keyPrefix().replaceAll("([\\[\\]*?\\\\])", "\\\\$1") + "*";
    ScanArgs args = ScanArgs.Builder.matches(pattern).limit(DELETE_BATCH);
    ScanCursor cursor = ScanCursor.INITIAL;
    do {
      ScanCursor from = cursor;
      KeyScanCursor<String> page = link.call(redis -> redis.scan(from, args));
      delete(page.getKeys());
      cursor = page;
    } while (!cursor.isFinished());
  }

  private void delete(List<String> keys) throws RedisUnavailable {
    if (!keys.isEmpty()) {
      link.call(redis -> redis.unlink(keys.toArray(String[]::new)));
    }
  }

  /** A write too: a read-only or full Redis is of no use. */
  private void roundTrip() throws RedisUnavailable {
    String key = prefixed("probe:" + UUID.randomUUID());
    byte[] value = key.getBytes(StandardCharsets.UTF_8);
    link.call(redis -> redis.set(key, value, SetArgs.Builder.px(10_000)));
    byte[] back = link.call(redis -> redis.get(key));
    if (!Arrays.equals(value, back)) {
      throw new RedisUnavailable("it did not give back what was just written", null);
    }
  }

  /**
   * A write and a read in Redis; impaired with {@code fallback: <why>} while it does not answer.
   */
  @Override
  public ProbeResult probe() {
    long start = System.nanoTime();
    if (outage.isPresent()) {
      tryRedis();
    } else {
      try {
        roundTrip();
      } catch (RedisUnavailable e) {
        fallBack(e);
      }
    }
    Duration latency = Duration.ofNanos(System.nanoTime() - start);
    if (outage.isEmpty()) {
      askEvictions();
    }
    return outage
        .map(why -> ProbeResult.impaired(latency, "fallback: " + why))
        .orElseGet(() -> ProbeResult.ok(latency, "redis " + link.address()));
  }

  /** How many entries Redis itself gave up; a user who may not ask for it leaves the number. */
  private void askEvictions() {
    try {
      link.call(redis -> redis.info("stats"))
          .lines()
          .filter(line -> line.startsWith(EVICTED))
          .map(line -> line.substring(EVICTED.length()).trim())
          .filter(number -> number.matches("\\d{1,18}"))
          .forEach(number -> evictedThere = Long.parseLong(number));
    } catch (RedisUnavailable e) {
      LOG.debug("Redis {} does not tell its evictions: {}", link.address(), e.getMessage());
    }
  }

  /** A new connection; callers are served by the process until it is there. */
  @Override
  public void reset() {
    fallBack(new RedisUnavailable("the connection is being replaced", null));
    link.disconnect();
    tryRedis();
  }

  /** Size: entries in this process; what Redis holds is not counted. */
  @Override
  public Stats stats() {
    String kind = outage.isPresent() ? "fallback" : "redis";
    Stats here = local.stats();
    return new Stats(
        kind,
        hits.sum(),
        misses.sum(),
        here.size(),
        here.evictions() + evictedThere,
        times.quantile(0.5),
        times.quantile(0.99));
  }

  @Override
  public void close() {
    closed = true;
    link.close();
    local.close();
  }

  private String prefixed(String key) {
    return settings.keyPrefix() + key;
  }
}
