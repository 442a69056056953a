package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.Users.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Slow senders, foreign pages, large heads. */
class DoorLimitsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        new TestServer(
            s ->
                TestServer.with(
                    s, s.auth(), s.rates(), s.tls(), DEADLINE, List.of("https://desk.example")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /**
   * A header that never ends, a byte at a time: silence never lasts long enough to be noticed. A
   * stream that was opened before has no such deadline.
   */
  @Test
  void aHeadThatDripsIsCutOffAtBothPortsAndAStreamGoesOn() throws Exception {
    try (var client = StreamClient.connect(server, "/", server.token(Role.VIEWER))) {
      client.next("health_update");
      for (int port : List.of(server.server.httpPort(), server.server.websocketPort())) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
          socket.setSoTimeout(100);
          write(socket, "GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ");
          long begin = System.nanoTime();
          long patience = TimeUnit.SECONDS.toNanos(60);
          boolean open = true;
          while (open && System.nanoTime() - begin < patience) {
            open = drip(socket);
          }
          assertTrue(!open, "the connection is still open after a minute");
        }
      }
      client.send("{\"type\":\"ping\"}");
      client.next("pong");
    }
  }

  /** False when the other side has closed. */
  private static boolean drip(Socket socket) {
    try {
      write(socket, "a");
      return socket.getInputStream().read() >= 0;
    } catch (java.net.SocketTimeoutException stillOpen) {
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    int length = 0;
    while (!head.toString().endsWith("\r\n\r\n")) {
      int c = in.read();
      if (c < 0) {
        return head.toString();
      }
      head.append((char) c);
    }
    for (String line : head.toString().split("\r\n")) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    in.readNBytes(length);
    return head.toString();
  }

  @Test
  void onlyOurPageAndListedOnesOpenAStream() {
    assertEquals(403, upgrade("https://evil.example"));
    assertEquals(403, upgrade("null"));
    assertEquals(403, upgrade("http://127.0.0.1:1"));
    assertEquals(101, upgrade("http://127.0.0.1:" + server.server.httpPort()));
    assertEquals(101, upgrade("https://desk.example"));
  }

  /** 101 when it opened, else the status of the refusal. */
  private static int upgrade(String origin) {
    HttpClient http = HttpClient.newHttpClient();
    try {
      http.newWebSocketBuilder()
          .header("Origin", origin)
          .header("Authorization", "Bearer " + server.token(Role.VIEWER))
          .buildAsync(server.streamUri("/"), new WebSocket.Listener() {})
          .join()
          .abort();
      return 101;
    } catch (CompletionException e) {
      return ((java.net.http.WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
    } finally {
      http.shutdownNow();
    }
  }

  @Test
  void otherPagesReadNothingUnlessTheyAreListed() throws Exception {
    String head =
        head("GET /health/live HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\n\r\n");
    assertTrue(!head.contains("Access-Control"), head);
    head = head("GET /health/live HTTP/1.1\r\nHost: x\r\nOrigin: https://desk.example\r\n\r\n");
    assertTrue(head.contains("Access-Control-Allow-Origin: https://desk.example"), head);
    head = head("OPTIONS /api/orders HTTP/1.1\r\nHost: x\r\nOrigin: https://desk.example\r\n\r\n");
    assertTrue(head.startsWith("HTTP/1.1 204") && head.contains("Allow-Methods"), head);
    head = head("OPTIONS /api/orders HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\n\r\n");
    assertTrue(head.startsWith("HTTP/1.1 405"), head);
  }

  @Test
  void largeHeadsAreRefusedAndEveryAnswerIsDressed() throws Exception {
    String long1 = "GET /" + "x".repeat(5000) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    assertTrue(head(long1).startsWith("HTTP/1.1 414"), head(long1));
    String big = "GET / HTTP/1.1\r\nHost: x\r\nX-Big: " + "x".repeat(20_000) + "\r\n\r\n";
    assertTrue(head(big).startsWith("HTTP/1.1 431"), head(big));
    StringBuilder many = new StringBuilder("GET / HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < 200; i++) {
      many.append("X-").append(i).append(": 1\r\n");
    }
    assertTrue(head(many + "\r\n").startsWith("HTTP/1.1 4"), head(many + "\r\n"));
    for (String path : List.of("/", "/health/live", "/nothing", "/openapi.json")) {
      var headers = server.send(HttpRequest.newBuilder(server.uri(path))).headers().map();
      for (String name :
          List.of(
              "content-security-policy",
              "x-content-type-options",
              "x-frame-options",
              "referrer-policy",
              "cross-origin-resource-policy",
              "x-request-id")) {
        assertTrue(headers.containsKey(name), path + " lacks " + name);
      }
      assertTrue(!headers.containsKey("server"), path);
    }
  }

  private static String head(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.server.httpPort())) {
      socket.setSoTimeout(20_000);
      write(socket, request);
      return readHead(socket.getInputStream());
    }
  }

  @Test
  void aDeadlineIsPositive() {
    var s = HttpSettings.DEFAULT;
    assertThrows(
        IllegalArgumentException.class,
        () -> TestServer.with(s, s.auth(), s.rates(), s.tls(), Duration.ZERO, List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> TestServer.with(s, s.auth(), s.rates(), s.tls(), DEADLINE, List.of("desk.example")));
  }
}
