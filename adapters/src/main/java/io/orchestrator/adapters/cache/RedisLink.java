package io.orchestrator.adapters.cache;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A few connections to Redis, on which commands take turns. Each carries many commands at once and
 * is rebuilt by Lettuce when it breaks. Every call ends within the time-outs; nothing is queued
 * while there is no connection.
 */
final class RedisLink implements AutoCloseable {
  private static final int MAX_COMMANDS_UNDER_WAY = 2000;
  private static final Duration SHUTDOWN = Duration.ofSeconds(2);

  private final CacheSettings settings;
  private final String address;
  private final ClientResources resources;
  private final RedisClient client;
  private final Slot[] slots;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile boolean closed;

  /** A connection once it is needed; its lock is held while it is made. */
  private static final class Slot {
    private StatefulRedisConnection<String, byte[]> connection;
  }

  RedisLink(CacheSettings settings) {
    this.settings = settings;
    this.slots = Stream.generate(Slot::new).limit(settings.connections()).toArray(Slot[]::new);
    RedisURI uri = uri(settings);
    this.address = uri.getHost() + ":" + uri.getPort() + (uri.isSsl() ? " (TLS)" : "");
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(50), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
            .build();
    this.client = RedisClient.create(resources, uri);
    SslOptions.Builder tls = SslOptions.builder();
    settings.trustedCertificates().ifPresent(file -> tls.trustManager(file.toFile()));
    client.setOptions(
        ClientOptions.builder()
            .sslOptions(tls.build())
            .autoReconnect(true)
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(MAX_COMMANDS_UNDER_WAY)
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(settings.connectTimeout())
                    .keepAlive(true)
                    .build())
            .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()))
            .build());
  }

  private static RedisURI uri(CacheSettings settings) {
    try {
      RedisURI uri = RedisURI.create(settings.redisUrl().orElseThrow());
      uri.setTimeout(settings.connectTimeout());
      uri.setClientName("orchestrator");
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // The library's message repeats the URL, password included.
      throw new IllegalArgumentException(badUrl());
    }
    throw new IllegalArgumentException(badUrl());
  }

  private static String badUrl() {
    return "the Redis URL is not redis://[user:password@]host[:port][/database] or rediss://…";
  }

  /** Host and port, for people. */
  String address() {
    return address;
  }

  /** Runs one command; connects first if there is no connection yet. */
  <T> T call(Function<RedisAsyncCommands<String, byte[]>, CompletionStage<T>> command)
      throws RedisUnavailable {
    try {
      return command
          .apply(connection().async())
          .toCompletableFuture()
          // The library's own time-out comes first; this one is for when its timer is stuck.
          .get(settings.commandTimeout().toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisUnavailable("interrupted", e);
    } catch (java.util.concurrent.ExecutionException | CompletionException e) {
      throw new RedisUnavailable(reason(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw new RedisUnavailable("no answer in time", e);
    } catch (RuntimeException e) {
      throw new RedisUnavailable(reason(e), e);
    }
  }

  private StatefulRedisConnection<String, byte[]> connection() {
    Slot slot = slots[Math.floorMod(turn.getAndIncrement(), slots.length)];
    synchronized (slot) {
      if (closed) {
        throw new IllegalStateException("the cache is closed");
      }
      if (slot.connection == null) {
        slot.connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
      }
      return slot.connection;
    }
  }

  /** The next calls connect anew. */
  void disconnect() {
    for (Slot slot : slots) {
      synchronized (slot) {
        if (slot.connection != null) {
          slot.connection.closeAsync();
          slot.connection = null;
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    disconnect();
    client.shutdown(Duration.ZERO, SHUTDOWN);
    resources.shutdown(0, SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }

  private static String reason(Throwable thrown) {
    Throwable root = thrown;
    for (int depth = 0; root.getCause() != null && depth < 10; depth++) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage());
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return line.length() <= 200 ? line : line.substring(0, 200);
  }

  /** Redis did not do it: not reachable, too slow, or it refused. */
  static final class RedisUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    RedisUnavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
