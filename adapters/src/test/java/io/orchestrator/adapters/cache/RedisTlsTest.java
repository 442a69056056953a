package io.orchestrator.adapters.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.health.ProbeResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A redis-server that speaks TLS only: who it is must be proven. */
class RedisTlsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private static Path folder;
  private static TestCertificate ours;
  private static TestCertificate ofAnother;

  @BeforeAll
  static void makeCertificates() throws Exception {
    ours = TestCertificate.make(folder, "ours", "ip:127.0.0.1");
    ofAnother = TestCertificate.make(folder, "another", "dns:elsewhere.example");
  }

  private static CacheSettings settings(
      String url, Optional<Path> trusted, Duration connectTimeout) {
    return new CacheSettings(
        Optional.of(url),
        trusted,
        "test:",
        1 << 20,
        100_000,
        2,
        connectTimeout,
        Duration.ofSeconds(5),
        Duration.ofMillis(100),
        100);
  }

  private static String get(RedisCache cache) {
    return cache.get("a").map(v -> new String(v, UTF_8)).orElse("-");
  }

  @Test
  void isUsedWhenItsCertificateIsTrustedAndFoundAgainAfterAKill() {
    try (TestRedis redis = TestRedis.startWithTls(ours);
        RedisCache cache =
            new RedisCache(
                settings(redis.url(), Optional.of(ours.certificate()), Duration.ofSeconds(10)))) {
      cache.put("a", "1".getBytes(UTF_8), MINUTE);
      assertEquals("1", get(cache));
      ProbeResult probe = cache.probe();
      assertFalse(probe.impaired(), probe.toString());
      assertTrue(probe.detail().endsWith("(TLS)"), probe.detail());

      redis.kill();
      assertEquals("-", get(cache));
      assertEquals("fallback", cache.stats().kind());
      redis.startAgain();
      Await.until("Redis is used again", PATIENCE, () -> !cache.probe().impaired());
      cache.put("a", "2".getBytes(UTF_8), MINUTE);
      assertEquals("2", get(cache));
      assertEquals("redis", cache.stats().kind());
    }
  }

  @Test
  void anUnknownCertificateIsNotTrusted() {
    try (TestRedis redis = TestRedis.startWithTls(ours)) {
      assertRefused(redis.url(), Optional.empty());
      assertRefused(redis.url(), Optional.of(ofAnother.certificate()));
    }
  }

  @Test
  void aCertificateOfAnotherHostIsNotTrusted() {
    try (TestRedis redis = TestRedis.startWithTls(ofAnother)) {
      assertRefused(redis.url(), Optional.of(ofAnother.certificate()));
    }
  }

  @Test
  void plainTextAndTlsDoNotMeet() {
    try (TestRedis tls = TestRedis.startWithTls(ours);
        TestRedis plain = TestRedis.start()) {
      assertRefused(tls.url().replace("rediss:", "redis:"), Optional.empty());
      assertRefused(plain.url().replace("redis:", "rediss:"), Optional.of(ours.certificate()));
    }
  }

  /** The process answers instead. */
  private static void assertRefused(String url, Optional<Path> trusted) {
    // Where the two wait for each other's greeting, only this ends it.
    Duration connectTimeout = Duration.ofSeconds(1);
    try (RedisCache cache = new RedisCache(settings(url, trusted, connectTimeout))) {
      ProbeResult probe = cache.probe();
      assertTrue(probe.impaired(), probe.toString());
      cache.put("a", "1".getBytes(UTF_8), MINUTE);
      assertEquals("1", get(cache));
      assertEquals("fallback", cache.stats().kind());
    }
  }
}
