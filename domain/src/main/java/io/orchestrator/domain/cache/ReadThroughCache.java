package io.orchestrator.domain.cache;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.port.Cache;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A cache that knows how its values are made. However many ask for a key at once, one load is under
 * way for it, and all get its outcome, a failure and a time-out too; a failure is not remembered,
 * whoever asks next loads again. A value whose time is over stays for a while and is given, marked
 * as stale, when the load fails for a reason that may pass. Thread-safe.
 *
 * <p>Whether a value is fresh is decided by the clock and the time that is kept with it, not by the
 * time to live of the bytes beneath, which only bounds how long they stay.
 */
public final class ReadThroughCache<V> {
  /** Before every entry, so that bytes of another shape under its key are not believed. */
  private static final byte VERSION = 0x51;

  private static final int HEADER_BYTES = 1 + Long.BYTES;

  /** A value as bytes; what it cannot read is absent, because a cache is never trusted. */
  public record Codec<V>(Function<V, byte[]> encode, Function<byte[], Optional<V>> decode) {}

  private record Entry(Instant loadedAt, byte[] value) {}

  private final Cache cache;
  private final CachePolicy policy;
  private final Predicate<Throwable> passing;
  private final InstantSource clock;
  private final Executor blocking;
  private final ConcurrentMap<String, CompletableFuture<Found<V>>> underWay =
      new ConcurrentHashMap<>();

  /**
   * @param passing whether a failure is one of the source, for which a stale value may stand in
   * @param clock wall time
   * @param blocking for calls of the cache
   */
  public ReadThroughCache(
      Cache cache,
      CachePolicy policy,
      Predicate<Throwable> passing,
      InstantSource clock,
      Executor blocking) {
    this.cache = cache;
    this.policy = policy;
    this.passing = passing;
    this.clock = clock;
    this.blocking = blocking;
  }

  /**
   * The fresh value of the cache, else the loaded one, else a stale one.
   *
   * @param load begun at most once for all who ask at the same time; its failure is what they get
   */
  public CompletableFuture<Found<V>> get(
      String key, Codec<V> codec, Supplier<? extends CompletionStage<V>> load) {
    CompletableFuture<Found<V>> mine = new CompletableFuture<>();
    CompletableFuture<Found<V>> other = underWay.putIfAbsent(key, mine);
    if (other != null) {
      return other.copy();
    }
    CompletableFuture<Found<V>> outcome;
    try {
      outcome =
          underWay.size() > policy.maxLoads()
              ? CompletableFuture.failedFuture(busy())
              : CompletableFuture.supplyAsync(() -> kept(key), blocking)
                  .thenCompose(entry -> freshOrLoaded(key, codec, entry, load));
    } catch (RuntimeException refusedByTheExecutor) {
      outcome = CompletableFuture.failedFuture(refusedByTheExecutor);
    }
    outcome.whenComplete(
        (found, failure) -> {
          underWay.remove(key, mine);
          if (failure == null) {
            mine.complete(found);
          } else {
            mine.completeExceptionally(cause(failure));
          }
        });
    // A copy, so that none who waits can end it for the others.
    return mine.copy();
  }

  private CompletionStage<Found<V>> freshOrLoaded(
      String key,
      Codec<V> codec,
      Optional<Entry> entry,
      Supplier<? extends CompletionStage<V>> load) {
    Optional<Found<V>> fresh = entry.flatMap(e -> found(e, codec, Optional.empty()));
    if (fresh.isPresent()) {
      return CompletableFuture.completedFuture(fresh.get());
    }
    return begun(load)
        .handle(
            (value, failure) ->
                failure == null
                    ? new Found<>(value, clock.instant(), Duration.ZERO, Optional.empty())
                    : staleOrThrow(entry, codec, cause(failure)))
        .thenApplyAsync(
            found -> {
              if (!found.stale()) {
                keep(key, codec, found);
              }
              return found;
            },
            blocking);
  }

  private CompletableFuture<V> begun(Supplier<? extends CompletionStage<V>> load) {
    try {
      return load.get()
          .toCompletableFuture()
          .copy()
          .orTimeout(policy.loadTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Found<V> staleOrThrow(Optional<Entry> entry, Codec<V> codec, Throwable failure) {
    return entry
        .filter(e -> passing.test(failure))
        .flatMap(e -> found(e, codec, Optional.of(failure)))
        .orElseThrow(() -> new CompletionException(failure));
  }

  /** Empty when it is older than it may be; of the future is damaged, not fresh. */
  private Optional<Found<V>> found(Entry entry, Codec<V> codec, Optional<Throwable> failure) {
    Duration age = Duration.between(entry.loadedAt(), clock.instant());
    Duration most =
        failure.isPresent() ? policy.timeToLive().plus(policy.staleFor()) : policy.timeToLive();
    if (age.isNegative() || age.compareTo(most) >= 0) {
      return Optional.empty();
    }
    return codec
        .decode()
        .apply(entry.value())
        .map(value -> new Found<>(value, entry.loadedAt(), age, failure));
  }

  private Optional<Entry> kept(String key) {
    return cache
        .get(key)
        .filter(bytes -> bytes.length >= HEADER_BYTES && bytes[0] == VERSION)
        .map(
            bytes -> {
              ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
              Instant loadedAt = Instant.ofEpochMilli(buffer.getLong());
              byte[] value = new byte[buffer.remaining()];
              buffer.get(value);
              return new Entry(loadedAt, value);
            });
  }

  private void keep(String key, Codec<V> codec, Found<V> found) {
    byte[] value = codec.encode().apply(found.value());
    byte[] bytes =
        ByteBuffer.allocate(HEADER_BYTES + value.length)
            .put(VERSION)
            .putLong(found.loadedAt().toEpochMilli())
            .put(value)
            .array();
    cache.put(key, bytes, policy.timeToLive().plus(policy.staleFor()));
  }

  private RuntimeException busy() {
    return new Refusal(
            "system.cache_busy",
            503,
            policy.maxLoads() + " values are being loaded",
            "try again in a few seconds")
        .asException();
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
