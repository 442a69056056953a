package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.Users.Role;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  @Test
  void takenPortIsNamedWithAdviceAndNothingStaysBound() throws Exception {
    try (var node = TestServer.plain();
        var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int free;
      try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        free = probe.getLocalPort();
      }
      var settings = HttpSettings.DEFAULT.withPorts(holder.getLocalPort(), free);
      var start = HttpServer.start(node.system, settings, node.world.facades());
      var failure =
          assertThrows(CompletionException.class, () -> start.toCompletableFuture().join());
      var taken = (PortTakenException) failure.getCause();
      assertEquals(holder.getLocalPort(), taken.port());
      assertTrue(taken.getMessage().contains("ORCHESTRATOR_HTTP_PORT"), taken.getMessage());
      assertEquals(3, PortTakenException.EXIT_CODE);
      assertThrows(
          ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), free).close());
    }
  }

  @Test
  void shutdownSaysFarewellToStreamsAndClosesBothPorts() throws Exception {
    try (var node = TestServer.plain();
        var client = StreamClient.connect(node, "/", node.token(Role.VIEWER))) {
      client.next("health_update");
      node.server.stop().toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertEquals("system.shutting_down", client.next("error").get("code"));
      client.awaitClose();
      assertThrows(
          java.io.UncheckedIOException.class,
          () -> node.send(HttpRequest.newBuilder(node.uri("/health/live"))));
    }
  }

  @Test
  void otherThanLoopbackNeedsAWord() {
    var d = HttpSettings.DEFAULT;
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new HttpSettings(
                "0.0.0.0",
                0,
                0,
                false,
                d.dataDirectory(),
                d.idleTimeout(),
                d.maxConnections(),
                d.shutdownTimeout(),
                d.eventHistoryLimit(),
                d.rest(),
                d.stream(),
                d.auth(),
                d.rates(),
                d.tls(),
                d.requestDeadline(),
                d.allowedOrigins()));
  }

  @Test
  void thePortOfStreamsExplainsItself() throws Exception {
    try (var node = TestServer.plain()) {
      var response =
          node.send(
              HttpRequest.newBuilder(
                  java.net.URI.create("http://127.0.0.1:" + node.server.websocketPort() + "/")));
      assertEquals(426, response.statusCode());
      assertEquals("stream.upgrade_required", TestServer.json(response).get("code"));
      var page = node.send(HttpRequest.newBuilder(node.uri("/")));
      String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
      assertTrue(policy.contains("ws://127.0.0.1:" + node.server.websocketPort()), policy);
      assertTrue(page.body().contains("content=\"" + node.server.websocketPort() + "\""));
    }
  }
}
