package io.orchestrator.http.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Locks a name out at an address after repeated failures. Bound to the address, so that a stranger
 * cannot lock the owner out; the address itself is slowed down by its rate limit.
 */
final class LockOut {
  private final int maxFailures;
  private final Duration duration;
  private final Clock clock;
  private final Cache<String, Failures> failures;

  private record Failures(int count, Instant last) {}

  LockOut(AuthSettings settings, Clock clock) {
    this.maxFailures = settings.maxFailures();
    this.duration = settings.lockOut();
    this.clock = clock;
    Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
    failures =
        Caffeine.newBuilder()
            .maximumSize(settings.cacheSize())
            .expireAfterWrite(duration)
            .ticker(ticker)
            .build();
  }

  /** How long it stays locked; empty when it is not. */
  Optional<Duration> locked(String name, InetAddress address) {
    Failures known = failures.getIfPresent(key(name, address));
    if (known == null || known.count() < maxFailures) {
      return Optional.empty();
    }
    Duration left = Duration.between(clock.instant(), known.last().plus(duration));
    return left.isPositive() ? Optional.of(left) : Optional.empty();
  }

  void failed(String name, InetAddress address) {
    failures
        .asMap()
        .merge(
            key(name, address),
            new Failures(1, clock.instant()),
            (old, one) -> new Failures(old.count() + 1, one.last()));
  }

  void succeeded(String name, InetAddress address) {
    failures.invalidate(key(name, address));
  }

  private static String key(String name, InetAddress address) {
    return address.getHostAddress() + " " + name.toLowerCase(Locale.ROOT);
  }
}
