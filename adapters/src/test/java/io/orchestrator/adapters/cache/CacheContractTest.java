package io.orchestrator.adapters.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.Cache;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reader may expect of a cache, wherever the bytes are. */
class CacheContractTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static TestRedis redis;

  enum Kind {
    IN_PROCESS(() -> new InProcessCache(CacheSettings.DEFAULT)),
    REDIS(() -> new RedisCache(CacheSettings.DEFAULT.withRedis(redis.url()))),
    FALLBACK(
        () ->
            new RedisCache(
                CacheSettings.DEFAULT.withRedis("redis://127.0.0.1:" + TestRedis.freePort())));

    private final Supplier<Cache> open;

    Kind(Supplier<Cache> open) {
      this.open = open;
    }
  }

  @BeforeAll
  static void start() {
    redis = TestRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Optional<byte[]> value) {
    return value.map(v -> new String(v, StandardCharsets.UTF_8)).orElse("-");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void givesBackWhatWasPut(Kind kind) {
    try (Cache cache = kind.open.get()) {
      String key = kind + ":ключ \n";
      assertEquals("-", text(cache.get(key)));
      byte[] value = bytes("one\0two");
      cache.put(key, value, MINUTE);
      value[0] = 'X';
      byte[] found = cache.get(key).orElseThrow();
      assertArrayEquals(bytes("one\0two"), found);
      found[0] = 'X';
      assertArrayEquals(bytes("one\0two"), cache.get(key).orElseThrow());
      cache.put(key, bytes("other"), MINUTE);
      assertEquals("other", text(cache.get(key)));
      cache.invalidate(key);
      assertEquals("-", text(cache.get(key)));
      assertEquals(3, cache.stats().hits());
      assertEquals(2, cache.stats().misses());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void endsWithItsTimeToLive(Kind kind) {
    try (Cache cache = kind.open.get()) {
      cache.put(kind + ":short", bytes("x"), Duration.ofMillis(150));
      cache.put(kind + ":long", bytes("y"), MINUTE);
      Await.until(
          "the entry is gone", Duration.ofSeconds(5), () -> cache.get(kind + ":short").isEmpty());
      assertEquals("y", text(cache.get(kind + ":long")));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aTooLargeValueIsNotKeptNorAnEarlierOne(Kind kind) {
    try (Cache cache = kind.open.get()) {
      cache.put(kind + ":large", bytes("small"), MINUTE);
      cache.put(kind + ":large", new byte[CacheSettings.DEFAULT.maxValueBytes() + 1], MINUTE);
      assertTrue(cache.get(kind + ":large").isEmpty());
      cache.put(kind + ":large", new byte[CacheSettings.DEFAULT.maxValueBytes()], MINUTE);
      assertTrue(cache.get(kind + ":large").isPresent());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void badKeysAndTimesAreMistakes(Kind kind) {
    try (Cache cache = kind.open.get()) {
      assertThrows(IllegalArgumentException.class, () -> cache.get(""));
      assertThrows(IllegalArgumentException.class, () -> cache.invalidate("k".repeat(513)));
      for (Duration time :
          new Duration[] {Duration.ZERO, Duration.ofNanos(5), Duration.ofDays(31)}) {
        assertThrows(IllegalArgumentException.class, () -> cache.put("k", bytes("x"), time));
      }
    }
  }
}
