package io.orchestrator.adapters.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.port.Cache;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A redis-server that dies, hangs, refuses or is not there. */
class RedisOutageTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static CacheSettings settings(String url, int maxOutageKeys) {
    return new CacheSettings(
        Optional.of(url),
        Optional.empty(),
        "test:",
        1 << 20,
        100_000,
        2,
        Duration.ofSeconds(2),
        Duration.ofMillis(300),
        Duration.ofMillis(100),
        maxOutageKeys);
  }

  private static void put(RedisCache cache, String key, String value) {
    cache.put(key, value.getBytes(StandardCharsets.UTF_8), HOUR);
  }

  private static String get(RedisCache cache, String key) {
    return cache.get(key).map(v -> new String(v, StandardCharsets.UTF_8)).orElse("-");
  }

  private static void admin(TestRedis redis, Consumer<RedisCommands<String, String>> work) {
    try (RedisClient client = RedisClient.create(redis.url());
        StatefulRedisConnection<String, String> connection = client.connect()) {
      work.accept(connection.sync());
    }
  }

  @Test
  void killedAndBroughtBack() {
    try (TestRedis redis = TestRedis.start();
        RedisCache cache = new RedisCache(settings(redis.url(), 100))) {
      put(cache, "a", "1");
      assertEquals("1", get(cache, "a"));
      assertEquals("redis", cache.stats().kind());
      assertFalse(cache.probe().impaired());

      redis.kill();
      assertEquals("-", get(cache, "a"));
      assertEquals("fallback", cache.stats().kind());
      ProbeResult probe = cache.probe();
      assertTrue(probe.reachable() && probe.impaired(), probe.toString());
      assertTrue(probe.detail().startsWith("fallback: "), probe.detail());
      put(cache, "a", "2");
      assertEquals("2", get(cache, "a"));

      redis.startAgain();
      Await.until("Redis is used again", PATIENCE, () -> !cache.probe().impaired());
      assertEquals("redis", cache.stats().kind());
      put(cache, "a", "3");
      assertEquals("3", get(cache, "a"));
      admin(redis, r -> assertEquals("3", r.get("test:a")));
    }
  }

  @Test
  void callsAloneFindTheWayBack() {
    try (TestRedis redis = TestRedis.start();
        RedisCache cache = new RedisCache(settings(redis.url(), 100))) {
      redis.kill();
      put(cache, "a", "1");
      redis.startAgain();
      Await.until(
          "Redis is used again",
          PATIENCE,
          () -> {
            cache.get("a");
            return cache.stats().kind().equals("redis");
          });
    }
  }

  @Test
  void notThereAtStart() {
    int port = TestRedis.freePort();
    try (RedisCache cache = new RedisCache(settings("redis://127.0.0.1:" + port, 100))) {
      put(cache, "a", "1");
      assertEquals("1", get(cache, "a"));
      assertTrue(cache.probe().impaired());
      try (TestRedis redis = TestRedis.onPort(port)) {
        Await.until("Redis is used", PATIENCE, () -> !cache.probe().impaired());
        put(cache, "a", "2");
        admin(redis, r -> assertEquals("2", r.get("test:a")));
      }
    }
  }

  /** It hangs, keeps its data, and comes back: what changed meanwhile must not be old again. */
  @Test
  void nothingStaleComesBackFromAHangingServer() {
    try (TestRedis redis = TestRedis.start();
        RedisCache cache = new RedisCache(settings(redis.url(), 100))) {
      put(cache, "changed", "old");
      put(cache, "invalidated", "old");
      put(cache, "untouched", "old");
      hang(redis, cache);
      long start = System.nanoTime();
      put(cache, "changed", "new");
      cache.invalidate("invalidated");
      assertEquals("new", get(cache, "changed"));
      assertEquals("-", get(cache, "invalidated"));
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      assertTrue(millis < 200, "four calls in fallback took " + millis + " ms");
      Await.until("Redis is used again", PATIENCE, () -> !cache.probe().impaired());
      assertEquals("-", get(cache, "changed"));
      assertEquals("-", get(cache, "invalidated"));
      assertEquals("old", get(cache, "untouched"));
    }
  }

  @Test
  void tooManyChangesInAnOutageDropTheWholePrefixButNothingElse() {
    try (TestRedis redis = TestRedis.start();
        RedisCache cache = new RedisCache(settings(redis.url(), 5))) {
      for (int i = 0; i < 1200; i++) {
        put(cache, "key-" + i, "old");
      }
      admin(redis, r -> r.set("foreign", "stays"));
      hang(redis, cache);
      for (int i = 0; i < 10; i++) {
        cache.invalidate("key-" + i);
      }
      Await.until("Redis is used again", PATIENCE, () -> !cache.probe().impaired());
      for (int i = 0; i < 1200; i += 7) {
        assertEquals("-", get(cache, "key-" + i));
      }
      admin(redis, r -> assertEquals("stays", r.get("foreign")));
    }
  }

  /** For 1.5 s, in which the cache must notice. */
  private static void hang(TestRedis redis, RedisCache cache) {
    admin(redis, r -> r.clientPause(1500));
    long start = System.nanoTime();
    assertEquals("-", get(cache, "whatever"));
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    assertTrue(millis < 1300, "the first call took " + millis + " ms");
    assertEquals("fallback", cache.stats().kind());
  }

  @Test
  void aServerThatRefusesWritesIsOfNoUse() {
    try (TestRedis redis = TestRedis.start();
        RedisCache cache = new RedisCache(settings(redis.url(), 100))) {
      put(cache, "a", "1");
      admin(redis, r -> r.replicaof("127.0.0.1", 1));
      ProbeResult probe = cache.probe();
      assertTrue(probe.impaired(), probe.toString());
      assertTrue(probe.detail().contains("READONLY"), probe.detail());
      put(cache, "a", "2");
      assertEquals("2", get(cache, "a"));
      admin(redis, r -> r.replicaofNoOne());
      Await.until("Redis is used again", PATIENCE, () -> !cache.probe().impaired());
    }
  }

  @Test
  void aWrongPasswordIsSaidWithoutThePassword() {
    try (TestRedis redis = TestRedis.start()) {
      admin(redis, r -> r.configSet("requirepass", "right"));
      String url = redis.url().replace("redis://", "redis://:wrong-secret@");
      try (CacheService service = CacheService.open(settings(url, 100))) {
        ProbeResult probe = service.probe();
        assertEquals(ServiceName.REDIS, service.name());
        assertTrue(probe.impaired());
        assertFalse(probe.detail().contains("wrong-secret"), probe.detail());
        assertEquals(Optional.of("the in-process cache answers"), service.fallBack());
      }
    }
  }

  /** Commands take turns on the connections; one that is cut is made anew without an outage. */
  @Test
  void aCutConnectionOfSeveralIsMadeAnew() {
    try (TestRedis redis = TestRedis.start();
        RedisCache cache = new RedisCache(settings(redis.url(), 100))) {
      for (int i = 0; i < 10; i++) {
        put(cache, "key-" + i, "value-" + i);
      }
      admin(redis, r -> assertEquals(2, ours(r).size()));
      admin(redis, r -> r.clientKill(ours(r).getFirst()));
      Await.until(
          "both are there and used",
          PATIENCE,
          () -> {
            cache.probe();
            int[] connections = {0};
            admin(redis, r -> connections[0] = ours(r).size());
            return connections[0] == 2 && cache.stats().kind().equals("redis");
          });
      for (int i = 0; i < 10; i++) {
        assertEquals("value-" + i, get(cache, "key-" + i));
      }
    }
  }

  private static List<String> ours(RedisCommands<String, String> redis) {
    return redis
        .clientList()
        .lines()
        .filter(line -> line.contains("name=orchestrator"))
        .map(line -> line.replaceFirst(".* addr=(\\S+) .*", "$1"))
        .toList();
  }

  @Test
  void manyThreadsInAnOutageAllEndInTime() throws Exception {
    try (TestRedis redis = TestRedis.start();
        RedisCache cache = new RedisCache(settings(redis.url(), 1_000));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      put(cache, "shared", "x");
      List<Future<Integer>> work = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        String key = "key-" + i;
        work.add(
            threads.submit(
                () -> {
                  for (int round = 0; round < 200; round++) {
                    put(cache, key, "value-" + round);
                    // It may be gone, when Redis went or came in between; it is never another.
                    String found = get(cache, key);
                    assertTrue(found.equals("-") || found.equals("value-" + round), found);
                  }
                  return 200;
                }));
      }
      redis.kill();
      for (Future<Integer> one : work) {
        assertEquals(200, one.get(60, TimeUnit.SECONDS));
      }
      assertEquals("fallback", cache.stats().kind());
      redis.startAgain();
      Await.until("Redis is used again", PATIENCE, () -> !cache.probe().impaired());
    }
  }

  @Test
  void entriesThatRedisGaveUpAreTold() {
    try (TestRedis redis = TestRedis.start();
        RedisCache cache = new RedisCache(settings(redis.url(), 100))) {
      admin(redis, r -> r.configSet("maxmemory-policy", "allkeys-lru"));
      admin(redis, r -> r.configSet("maxmemory", "4mb"));
      for (int i = 0; i < 100; i++) {
        cache.put("key-" + i, new byte[90_000], HOUR);
      }
      cache.probe();
      Cache.Stats stats = cache.stats();
      assertEquals("redis", stats.kind());
      assertTrue(stats.evictions() > 20, stats.toString());
      cache.get("key-99");
      assertTrue(cache.stats().typicalTime().isPositive());
    }
  }

  @Test
  void resetConnectsAnew() {
    try (TestRedis redis = TestRedis.start();
        CacheService service = CacheService.open(settings(redis.url(), 100))) {
      service.cache().put("a", new byte[] {1}, HOUR);
      service.resetConnection();
      assertEquals("redis", service.cache().stats().kind());
      assertTrue(service.cache().get("a").isPresent());
      assertEquals(Optional.empty(), service.fallBack());
    }
  }

  @Test
  void badUrlsAreRefusedWithoutRepeatingThem() {
    for (String url : new String[] {"http://secret@host", "redis://", "", "redis://:secret@"}) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> CacheService.open(settings(url, 100)), url);
      assertFalse(e.getMessage().contains("secret"), e.getMessage());
    }
  }
}
