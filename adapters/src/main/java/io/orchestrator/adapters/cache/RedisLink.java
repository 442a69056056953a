package io.orchestrator.adapters.cache;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
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
import java.util.function.Function;

/**
 * One shared connection to Redis, which Lettuce multiplexes and rebuilds by itself when it breaks.
 * Every call ends within the time-outs; nothing is queued while there is no connection.
 */
final class RedisLink implements AutoCloseable {
  private static final int MAX_COMMANDS_UNDER_WAY = 2000;
  private static final Duration SHUTDOWN = Duration.ofSeconds(2);

  private final CacheSettings settings;
  private final String address;
  private final ClientResources resources;
  private final RedisClient client;
  private StatefulRedisConnection<String, byte[]> connection;
  private boolean closed;

  RedisLink(CacheSettings settings) {
    this.settings = settings;
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
    client.setOptions(
        ClientOptions.builder()
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

  private synchronized StatefulRedisConnection<String, byte[]> connection() {
    if (closed) {
      throw new IllegalStateException("the cache is closed");
    }
    if (connection == null) {
      connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
    }
    return connection;
  }

  /** The next call connects anew. */
  synchronized void disconnect() {
    if (connection != null) {
      connection.closeAsync();
      connection = null;
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      disconnect();
    }
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
