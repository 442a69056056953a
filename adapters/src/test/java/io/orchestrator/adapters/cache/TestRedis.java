package io.orchestrator.adapters.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** A real redis-server on a port of its own; can be killed and brought back on the same port. */
final class TestRedis implements AutoCloseable {
  private final int port;
  private RedisServer server;

  private TestRedis(int port) {
    this.port = port;
  }

  static TestRedis start() {
    TestRedis redis = new TestRedis(freePort());
    redis.startAgain();
    return redis;
  }

  /** A port on which nothing listens now. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static TestRedis onPort(int port) {
    TestRedis redis = new TestRedis(port);
    redis.startAgain();
    return redis;
  }

  void startAgain() {
    server =
        RedisServer.builder()
            .port(port)
            .setting("bind 127.0.0.1")
            .setting("save \"\"")
            .setting("appendonly no")
            .build();
    server.start();
  }

  /** SIGKILL to the process of this port, among the children of this one only. */
  void kill() {
    ProcessHandle.current()
        .descendants()
        .filter(p -> p.info().commandLine().orElse("").contains("redis"))
        .filter(p -> p.info().commandLine().orElse("").contains(":" + port))
        .forEach(ProcessHandle::destroyForcibly);
    server.stop();
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.stop();
  }
}
