package io.orchestrator.domain.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.cache.ReadThroughCache.Codec;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.port.Cache;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One load for all who wait; a fresh value for its time; a stale one only marked and bounded. */
class ReadThroughCacheTest {
  private static final Instant T0 = Instant.parse("2026-01-05T15:00:00Z");
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int WAITERS = 32;
  private static final Codec<String> TEXT =
      new Codec<>(
          text -> text.getBytes(UTF_8),
          bytes -> Optional.of(new String(bytes, UTF_8)).filter(text -> !text.contains("damaged")));

  private final Bytes bytes = new Bytes();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger loads = new AtomicInteger();
  private volatile Instant now = T0;

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void manyWhoAskAtOnceShareOneLoad() throws Exception {
    ReadThroughCache<String> cache = cache(Duration.ofMinutes(1), DEADLINE);
    CompletableFuture<String> source = new CompletableFuture<>();
    List<CompletableFuture<Found<String>>> asked = askAtOnce(cache, source);
    // One of those who wait loses its patience: nothing of that concerns the others.
    asked.getLast().cancel(true);
    source.complete("one");
    for (CompletableFuture<Found<String>> answer : asked.subList(0, WAITERS - 1)) {
      assertEquals("one", get(answer).value());
    }
    assertEquals(1, loads.get());
    assertEquals("one", get(ask(cache, new CompletableFuture<>())).value());
    assertEquals(1, loads.get(), "then it is in the cache");
  }

  @Test
  void aFailureIsSharedAndNotRemembered() throws Exception {
    ReadThroughCache<String> cache = cache(Duration.ofMinutes(1), DEADLINE);
    CompletableFuture<String> source = new CompletableFuture<>();
    List<CompletableFuture<Found<String>>> asked = askAtOnce(cache, source);
    IllegalStateException failure = new IllegalStateException("down");
    source.completeExceptionally(failure);
    for (CompletableFuture<Found<String>> answer : asked) {
      assertSame(failure, failureOf(answer));
    }
    assertEquals(1, loads.get());
    assertEquals("two", get(ask(cache, CompletableFuture.completedFuture("two"))).value());
    assertEquals(2, loads.get());
  }

  @Test
  void aTimeOutIsSharedAndTheNextOneLoadsAgain() throws Exception {
    ReadThroughCache<String> cache = cache(Duration.ofMinutes(1), Duration.ofMillis(400));
    CompletableFuture<String> hanging = new CompletableFuture<>();
    List<CompletableFuture<Found<String>>> asked = askAtOnce(cache, hanging);
    for (CompletableFuture<Found<String>> answer : asked) {
      assertInstanceOf(TimeoutException.class, failureOf(answer));
    }
    assertEquals(1, loads.get());
    assertEquals("two", get(ask(cache, CompletableFuture.completedFuture("two"))).value());
    hanging.complete("too late");
    assertEquals("two", get(ask(cache, new CompletableFuture<>())).value());
    assertEquals(2, loads.get());
  }

  @Test
  void aLoaderThatThrowsAtOnceIsAFailure() throws Exception {
    ReadThroughCache<String> cache = cache(Duration.ofMinutes(1), DEADLINE);
    var answer =
        cache.get(
            "key",
            TEXT,
            () -> {
              throw new IllegalStateException("at once");
            });
    assertEquals("at once", failureOf(answer).getMessage());
    assertEquals("two", get(ask(cache, CompletableFuture.completedFuture("two"))).value());
  }

  /** The times of the specification, to the millisecond. */
  @Test
  void aValueIsFreshForItsTimeAndNoLonger() throws Exception {
    for (Duration time :
        List.of(Duration.ofSeconds(60), Duration.ofHours(1), Duration.ofMinutes(5))) {
      bytes.entries.clear();
      now = T0;
      ReadThroughCache<String> cache = cache(time, Duration.ZERO, DEADLINE, 8);
      get(ask(cache, CompletableFuture.completedFuture("one")));
      now = T0.plus(time).minusMillis(1);
      Found<String> kept = get(ask(cache, CompletableFuture.completedFuture("two")));
      assertEquals("one", kept.value(), time.toString());
      assertEquals(time.minusMillis(1), kept.age());
      assertFalse(kept.stale());
      now = T0.plus(time);
      assertEquals("two", get(ask(cache, CompletableFuture.completedFuture("two"))).value());
    }
  }

  @Test
  void anExpiredValueStandsInForAFailedLoadMarkedAndBounded() throws Exception {
    ReadThroughCache<String> cache =
        cache(Duration.ofSeconds(60), Duration.ofSeconds(600), DEADLINE, 8);
    get(ask(cache, CompletableFuture.completedFuture("old")));
    assertEquals(Duration.ofSeconds(660), bytes.lastTimeToLive, "it is kept that long");
    IllegalStateException down = new IllegalStateException("down");
    now = T0.plusSeconds(90);
    Found<String> stale = get(ask(cache, CompletableFuture.failedFuture(down)));
    assertEquals(
        new Found<>("old", T0, Duration.ofSeconds(90), Optional.<Throwable>of(down)), stale);
    assertTrue(stale.stale());

    now = T0.plusSeconds(659);
    assertTrue(
        get(ask(cache, CompletableFuture.failedFuture(down))).stale(),
        "giving it did not make it fresh");
    assertEquals(3, loads.get(), "each one tried to load");
    IllegalArgumentException wrong = new IllegalArgumentException("no such symbol");
    assertSame(wrong, failureOf(ask(cache, CompletableFuture.failedFuture(wrong))));

    now = T0.plusSeconds(660);
    assertSame(down, failureOf(ask(cache, CompletableFuture.failedFuture(down))));
  }

  @Test
  void withoutLeaveNothingStaleIsGiven() throws Exception {
    ReadThroughCache<String> cache = cache(Duration.ofSeconds(60), Duration.ZERO, DEADLINE, 8);
    get(ask(cache, CompletableFuture.completedFuture("old")));
    now = T0.plusSeconds(60);
    IllegalStateException down = new IllegalStateException("down");
    assertSame(down, failureOf(ask(cache, CompletableFuture.failedFuture(down))));
  }

  @Test
  void whatIsDamagedOrOfTheFutureIsLoadedAnew() throws Exception {
    ReadThroughCache<String> cache = cache(Duration.ofSeconds(60), DEADLINE);
    for (byte[] entry :
        List.of(new byte[0], new byte[] {1, 2, 3}, "x".repeat(40).getBytes(UTF_8))) {
      bytes.entries.put("key", entry);
      assertEquals("new", get(ask(cache, CompletableFuture.completedFuture("new"))).value());
    }
    get(cache.get("other", TEXT, () -> CompletableFuture.completedFuture("damaged")));
    Found<String> again =
        get(cache.get("other", TEXT, () -> CompletableFuture.completedFuture("good")));
    assertEquals("good", again.value());
    now = T0.minusSeconds(1);
    assertEquals("newer", get(ask(cache, CompletableFuture.completedFuture("newer"))).value());
  }

  @Test
  void tooManyLoadsAreRefused() throws Exception {
    ReadThroughCache<String> cache = cache(Duration.ofMinutes(1), Duration.ZERO, DEADLINE, 1);
    CompletableFuture<String> source = new CompletableFuture<>();
    var first = ask(cache, source);
    var second = cache.get("another", TEXT, () -> new CompletableFuture<>());
    assertEquals(
        "system.cache_busy",
        assertInstanceOf(RefusedException.class, failureOf(second)).refusal().code());
    source.complete("one");
    assertEquals("one", get(first).value());
    var third = cache.get("another", TEXT, () -> CompletableFuture.completedFuture("two"));
    assertEquals("two", get(third).value());
  }

  @Test
  void anExecutorThatIsClosedIsAFailureAndNothingHangs() {
    ReadThroughCache<String> cache = cache(Duration.ofMinutes(1), DEADLINE);
    threads.shutdownNow();
    for (int i = 0; i < 2; i++) {
      var answer = ask(cache, CompletableFuture.completedFuture("one"));
      assertThrows(ExecutionException.class, () -> answer.get(1, TimeUnit.MINUTES));
    }
  }

  private ReadThroughCache<String> cache(Duration timeToLive, Duration timeout) {
    return cache(timeToLive, Duration.ZERO, timeout, 8);
  }

  private ReadThroughCache<String> cache(
      Duration timeToLive, Duration staleFor, Duration timeout, int maxLoads) {
    return new ReadThroughCache<>(
        bytes,
        new CachePolicy(timeToLive, staleFor, timeout, maxLoads),
        failure -> failure instanceof IllegalStateException,
        () -> now,
        threads);
  }

  private CompletableFuture<Found<String>> ask(
      ReadThroughCache<String> cache, CompletableFuture<String> source) {
    return cache.get(
        "key",
        TEXT,
        () -> {
          loads.incrementAndGet();
          return source;
        });
  }

  /** From as many threads, and all of them before the source answers. */
  private List<CompletableFuture<Found<String>>> askAtOnce(
      ReadThroughCache<String> cache, CompletableFuture<String> source) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<CompletableFuture<CompletableFuture<Found<String>>>> begun = new ArrayList<>();
    for (int i = 0; i < WAITERS; i++) {
      begun.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                return ask(cache, source);
              },
              threads));
    }
    start.countDown();
    List<CompletableFuture<Found<String>>> asked = new ArrayList<>();
    for (var one : begun) {
      asked.add(get(one));
    }
    return asked;
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  private static Throwable failureOf(CompletableFuture<?> future) {
    return assertThrows(
            ExecutionException.class, () -> future.get(DEADLINE.toSeconds(), TimeUnit.SECONDS))
        .getCause();
  }

  /** Bytes that stay until they are taken away. */
  private static final class Bytes implements Cache {
    final Map<String, byte[]> entries = new ConcurrentHashMap<>();
    volatile Duration lastTimeToLive = Duration.ZERO;

    @Override
    public Optional<byte[]> get(String key) {
      return Optional.ofNullable(entries.get(key));
    }

    @Override
    public void put(String key, byte[] value, Duration timeToLive) {
      entries.put(key, value);
      lastTimeToLive = timeToLive;
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
    public void reset() {
      entries.clear();
    }

    @Override
    public Stats stats() {
      return new Stats("in-process", 0, 0, entries.size(), 0, Duration.ZERO, Duration.ZERO);
    }

    @Override
    public void close() {}
  }
}
