package io.orchestrator.adapters.cache;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * @param redisUrl {@code redis://} or {@code rediss://} (TLS); empty: in this process only
 * @param trustedCertificates in PEM, for {@code rediss://}; empty: those of the Java runtime
 * @param keyPrefix before every key in Redis, so that programs can share a server
 * @param maxBytes of all entries in this process together; the least useful ones give way
 * @param maxValueBytes a larger value is not cached
 * @param connections to Redis; commands take turns on them
 * @param connectTimeout of one connection to Redis
 * @param commandTimeout of one command; the longest that a caller waits for Redis
 * @param retryInterval between attempts while Redis does not answer
 * @param maxOutageKeys keys written or invalidated during an outage that are remembered one by one;
 *     beyond them every key of the prefix is dropped when Redis is back
 */
public record CacheSettings(
    Optional<String> redisUrl,
    Optional<Path> trustedCertificates,
    String keyPrefix,
    long maxBytes,
    int maxValueBytes,
    int connections,
    Duration connectTimeout,
    Duration commandTimeout,
    Duration retryInterval,
    int maxOutageKeys) {
  public static final CacheSettings DEFAULT =
      new CacheSettings(
          Optional.empty(),
          Optional.empty(),
          "orchestrator:",
          64L << 20,
          1 << 20,
          2,
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          10_000);

  public CacheSettings {
    Objects.requireNonNull(redisUrl, "redisUrl");
    Objects.requireNonNull(trustedCertificates, "trustedCertificates");
    require(!keyPrefix.isBlank() && keyPrefix.length() <= 64, "key-prefix must be 1..64 long");
    require(maxBytes >= 1 << 16, "max-bytes must be at least 65536");
    require(maxValueBytes >= 1 && maxValueBytes <= 64 << 20, "max-value-bytes must be 1..64 MiB");
    require(connections >= 1 && connections <= 64, "connections must be 1..64");
    require(positive(connectTimeout), "connect-timeout must be positive");
    require(positive(commandTimeout), "command-timeout must be positive");
    require(positive(retryInterval), "retry-interval must be positive");
    require(maxOutageKeys >= 1, "max-outage-keys must be positive");
  }

  public CacheSettings withRedis(String url) {
    return new CacheSettings(
        Optional.of(url),
        trustedCertificates,
        keyPrefix,
        maxBytes,
        maxValueBytes,
        connections,
        connectTimeout,
        commandTimeout,
        retryInterval,
        maxOutageKeys);
  }

  /** Without the URL, which may hold a password. */
  @Override
  public String toString() {
    return "CacheSettings[redis=" + redisUrl.isPresent() + ", keyPrefix=" + keyPrefix + "]";
  }

  private static boolean positive(Duration duration) {
    return !duration.isZero() && !duration.isNegative();
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
