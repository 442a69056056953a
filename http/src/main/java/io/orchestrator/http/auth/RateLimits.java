package io.orchestrator.http.auth;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Token buckets per subject and per address. Thread-safe. */
public final class RateLimits {
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final int IPV6_PREFIX_BYTES = 8;

  private final LoadingCache<String, Bucket> subjects;
  private final LoadingCache<Object, Bucket> addresses;
  private final LoadingCache<Object, Bucket> failures;
  private final RateSettings settings;

  /**
   * @param limit tokens of a full bucket
   * @param resetSeconds until the bucket is full again
   * @param retrySeconds until the next request has a chance; 0 when allowed
   */
  public record Verdict(
      boolean allowed, long limit, long remaining, long resetSeconds, long retrySeconds) {}

  public RateLimits(RateSettings settings) {
    this.settings = settings;
    subjects = buckets(settings.subjectBurst(), settings.subjectPerSecond(), Duration.ofSeconds(1));
    addresses =
        buckets(settings.addressBurst(), settings.addressPerSecond(), Duration.ofSeconds(1));
    failures =
        buckets(settings.failureBurst(), settings.failuresPerMinute(), Duration.ofMinutes(1));
  }

  public Verdict subject(String subject) {
    return verdict(subjects.get(subject), settings.subjectBurst());
  }

  public Verdict address(InetAddress address) {
    return verdict(addresses.get(key(address)), settings.addressBurst());
  }

  /** Counts a refused credential. */
  public void failed(InetAddress address) {
    failures.get(key(address)).tryConsume(1);
  }

  /** Whether this address may try a credential; takes nothing. */
  public Verdict mayTry(InetAddress address) {
    Bucket bucket = failures.getIfPresent(key(address));
    long left = bucket == null ? settings.failureBurst() : bucket.getAvailableTokens();
    if (left > 0) {
      return new Verdict(true, settings.failureBurst(), left, 0, 0);
    }
    long wait = seconds(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
    return new Verdict(false, settings.failureBurst(), 0, wait, wait);
  }

  private Verdict verdict(Bucket bucket, int limit) {
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    return new Verdict(
        probe.isConsumed(),
        limit,
        probe.getRemainingTokens(),
        seconds(probe.getNanosToWaitForReset()),
        probe.isConsumed() ? 0 : seconds(probe.getNanosToWaitForRefill()));
  }

  private <K> LoadingCache<K, Bucket> buckets(int burst, int refill, Duration period) {
    return Caffeine.newBuilder()
        .maximumSize(settings.maxTracked())
        .expireAfterAccess(IDLE)
        .build(
            key ->
                Bucket.builder()
                    .addLimit(limit -> limit.capacity(burst).refillGreedy(refill, period))
                    .build());
  }

  /** One customer owns a whole /64; counting single addresses would count nothing. */
  private static Object key(InetAddress address) {
    return address instanceof Inet6Address
        ? ByteBuffer.wrap(address.getAddress(), 0, IPV6_PREFIX_BYTES).getLong()
        : address;
  }

  private static long seconds(long nanos) {
    return Math.max(1, Math.ceilDiv(nanos, 1_000_000_000L));
  }
}
