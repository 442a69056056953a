package io.orchestrator.adapters.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import redis.embedded.RedisServer;
import redis.embedded.RedisServerBuilder;

/** A real redis-server on a port of its own; can be killed and brought back on the same port. */
final class TestRedis implements AutoCloseable {
  private final int port;
  private final Optional<TestCertificate> certificate;
  private RedisServer server;

  private TestRedis(int port, Optional<TestCertificate> certificate) {
    this.port = port;
    this.certificate = certificate;
  }

  static TestRedis start() {
    return onPort(freePort());
  }

  /** Speaks TLS only. */
  static TestRedis startWithTls(TestCertificate certificate) {
    TestRedis redis = new TestRedis(freePort(), Optional.of(certificate));
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
    TestRedis redis = new TestRedis(port, Optional.empty());
    redis.startAgain();
    return redis;
  }

  void startAgain() {
    RedisServerBuilder builder =
        RedisServer.builder()
            .port(certificate.isPresent() ? 0 : port)
            .setting("bind 127.0.0.1")
            .setting("save \"\"")
            .setting("appendonly no");
    certificate.ifPresent(
        c ->
            builder
                .setting("tls-port " + port)
                .setting("tls-auth-clients no")
                .setting("tls-cert-file " + c.certificate())
                .setting("tls-key-file " + c.key()));
    server = builder.build();
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
    return (certificate.isPresent() ? "rediss" : "redis") + "://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.stop();
  }
}
