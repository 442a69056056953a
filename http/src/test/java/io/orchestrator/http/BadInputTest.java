package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.Users.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever comes in: a problem with a code goes out, and the server serves the next. */
class BadInputTest {
  private static final String ORDER = "{\"symbol\":\"AAPL\",\"side\":\"buy\",\"quantity\":1%s}";
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        new TestServer(
            s ->
                new HttpSettings(
                    s.bindAddress(),
                    0,
                    0,
                    false,
                    s.dataDirectory(),
                    Duration.ofSeconds(2),
                    s.maxConnections(),
                    s.shutdownTimeout(),
                    s.eventHistoryLimit(),
                    new io.orchestrator.http.rest.RestSettings(
                        1024 * 1024,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2)),
                    s.stream(),
                    s.auth(),
                    s.rates(),
                    s.tls(),
                    s.requestDeadline(),
                    s.allowedOrigins()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyMistakeInABodyIsNamedAtOnce() {
    var response =
        server.post(
            "/api/orders",
            Role.TRADER,
            "{\"symbol\":5,\"side\":\"hold\",\"quantity\":1.5,\"limit_price\":-1,\"colour\":1}",
            "Idempotency-Key",
            "b-1");
    Map<String, Object> problem = problem(response, 400, "request.invalid");
    List<?> errors = (List<?>) problem.get("errors");
    var fields =
        errors.stream().map(e -> (String) ((Map<?, ?>) e).get("field")).collect(Collectors.toSet());
    assertTrue(
        fields.containsAll(List.of("symbol", "side", "quantity", "limit_price", "colour")),
        response.body());
  }

  @Test
  void jsonIsReadStrictly() {
    for (String body :
        List.of(
            "{\"reason\":\"a\",\"reason\":\"b\"}",
            "{\"reason\":\"a\"} {}",
            "{\"reason\":\"a\"",
            "{'reason':'a'}",
            "[]",
            "nonsense",
            "{\"reason\":NaN}",
            "[".repeat(10_000),
            "{\"a\":".repeat(50) + "1" + "}".repeat(50))) {
      problem(server.post("/api/trading/halt", Role.OPERATOR, body), 400, "request.malformed_json");
    }
    assertFalse(server.world.asked.toString().contains("HALTED"));
  }

  @Test
  void unknownFieldsAndParametersAreRefusedByName() {
    var body = server.post("/api/trading/halt", Role.OPERATOR, "{\"reason\":\"x\",\"why\":1}");
    assertTrue(problem(body, 400, "request.invalid").get("detail").toString().contains("why"));
    var query = server.get("/api/system/events?sevrity=error", Role.VIEWER);
    assertTrue(problem(query, 400, "request.invalid").get("detail").toString().contains("sevrity"));
    problem(server.get("/api/system/events?limit=0", Role.VIEWER), 400, "request.invalid");
    problem(server.get("/api/system/events?limit=1001", Role.VIEWER), 400, "request.invalid");
    problem(server.get("/api/system/events?from=today", Role.VIEWER), 400, "request.invalid");
    String endless = "%2B1000000000-12-31T23:59:59Z";
    problem(server.get("/api/workflows?to=" + endless, Role.VIEWER), 400, "request.invalid");
    String zero = "0000-12-31T23:59:59Z";
    problem(server.get("/api/system/events?from=" + zero, Role.VIEWER), 400, "request.invalid");
    problem(server.get("/api/market/bars/bad%20one", Role.VIEWER), 400, "request.invalid");
  }

  @Test
  void aBodyThatNobodyReadsIsRefused() {
    String rotate = "/api/auth/keys/rotate";
    for (String body : List.of("{\"after\":\"1h\"}", "[]", "null", "nonsense", "{{}}")) {
      problem(server.post(rotate, Role.ADMIN, body), 400, "request.unexpected_body");
    }
    var asText =
        server.send(
            HttpRequest.newBuilder(server.uri("/api/auth/ws-ticket"))
                .header("Authorization", "Bearer " + server.token(Role.VIEWER))
                .POST(HttpRequest.BodyPublishers.ofString("ttl=60")));
    problem(asText, 400, "request.unexpected_body");
    problem(server.post(rotate, Role.ADMIN, "x".repeat(2 * 1024 * 1024)), 413, "request.too_large");
    for (String body : List.of("", "{}", " { } \n")) {
      assertEquals(200, server.post("/api/auth/ws-ticket", Role.VIEWER, body).statusCode(), body);
    }
  }

  @Test
  void numbersThatWouldExplodeAreRefused() {
    for (String price : List.of("1e999", "1e-999", "0", "\"1\"", "9".repeat(100))) {
      var response =
          server.post(
              "/api/orders",
              Role.TRADER,
              ORDER.formatted(",\"limit_price\":" + price),
              "Idempotency-Key",
              "n-1");
      assertEquals(400, response.statusCode(), price);
    }
    var big =
        server.post(
            "/api/system/workflow/analysis_to_trade",
            Role.OPERATOR,
            "{\"parameters\":{\"a\":{\"b\":[1e999]}}}");
    assertTrue(
        problem(big, 400, "request.invalid")
            .get("detail")
            .toString()
            .contains("parameters.a.b[0]"));
  }

  @Test
  void whatIsNotThereIsAProblemToo() {
    problem(server.get("/api/nothing", Role.VIEWER), 404, "request.not_found");
    var method = server.get("/api/trading/halt", Role.VIEWER);
    problem(method, 405, "request.method_not_allowed");
    assertEquals("POST", method.headers().firstValue("Allow").orElse(""));
    problem(server.get("/api/workflows/none", Role.VIEWER), 404, "workflow.not_found");
    problem(
        server.post("/api/system/workflow/dance", Role.OPERATOR, "{}"),
        404,
        "workflow.unknown_type");
    problem(
        server.post("/api/system/control/dance", Role.OPERATOR, ""), 404, "system.unknown_action");
    problem(
        server.post("/api/system/health/moon/recover", Role.OPERATOR, ""),
        404,
        "health.unknown_service");
    problem(
        server.send(HttpRequest.newBuilder(server.uri("/api/system/status"))),
        401,
        "auth.required");
  }

  @Test
  void largeAndWronglyTypedBodiesAreRefused() {
    String large = "{\"reason\":\"" + "x".repeat(1024 * 1024) + "\"}";
    problem(server.post("/api/trading/halt", Role.OPERATOR, large), 413, "request.too_large");
    var chunked =
        server.send(
            HttpRequest.newBuilder(server.uri("/api/trading/halt"))
                .header("Authorization", "Bearer " + server.token(Role.OPERATOR))
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofString(large))));
    problem(chunked, 413, "request.too_large");
    var form =
        server.send(
            HttpRequest.newBuilder(server.uri("/api/trading/halt"))
                .header("Authorization", "Bearer " + server.token(Role.OPERATOR))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("reason=x")));
    problem(form, 415, "request.unsupported_media_type");
  }

  @Test
  void whatIsNotHttpGetsAProblem() throws IOException {
    for (String request :
        List.of(
            "GET /" + "a".repeat(2100) + " HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(8300) + "\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
            "NONSENSE / HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
            "\u0001\u0002\u0003".repeat(20) + "\r\n\r\n")) {
      String answer = raw(request);
      String shown = request.substring(0, Math.min(20, request.length())) + " -> " + answer;
      assertTrue(answer.startsWith("HTTP/1.1 4") || answer.startsWith("HTTP/1.1 5"), shown);
      assertTrue(answer.contains("application/problem+json"), answer);
    }
  }

  @Test
  void halfRequestsAreCutWhileOthersAreServed() throws Exception {
    try (Socket head = connect();
        Socket body = connect()) {
      write(head, "GET /api/system/status HTTP/1.1\r\nHost: x\r\nAuthoriz");
      write(
          body,
          "POST /api/trading/halt HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
              + "Authorization: Bearer "
              + server.token(Role.OPERATOR)
              + "\r\nContent-Length: 100\r\n\r\n{\"reason\"");
      assertEquals(200, server.get("/api/system/status", Role.VIEWER).statusCode());
      String late = new String(body.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(late.startsWith("HTTP/1.1 408"), late);
      assertEquals(-1, readOrReset(head.getInputStream()));
    }
  }

  @Test
  void failuresInsideNeverLeakAndSilenceIs503() {
    var was = server.world.status;
    try {
      server.world.status =
          () -> CompletableFuture.failedFuture(new IllegalStateException("jdbc:secret"));
      var broken = server.get("/api/system/status", Role.VIEWER);
      Map<String, Object> problem = problem(broken, 500, "system.internal_error");
      assertFalse(broken.body().contains("secret"), broken.body());
      assertTrue(
          problem
              .get("instance")
              .toString()
              .endsWith(broken.headers().firstValue("X-Request-Id").orElseThrow()));
      server.world.status = CompletableFuture::new;
      var silent = server.get("/api/system/status", Role.VIEWER);
      problem(silent, 503, "system.unavailable");
      assertTrue(silent.headers().firstValue("Retry-After").isPresent());
    } finally {
      server.world.status = was;
    }
  }

  private static Map<String, Object> problem(
      HttpResponse<String> response, int status, String code) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals(
        "application/problem+json",
        response.headers().firstValue("Content-Type").orElse("").split(";")[0]);
    Map<String, Object> problem = TestServer.json(response);
    assertEquals(code, problem.get("code"), response.body());
    assertEquals(status, problem.get("status"));
    assertFalse(problem.get("advice").toString().isBlank());
    return problem;
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      write(socket, request);
      var answer = new StringBuilder();
      // One answer; a connection that stays open afterwards is cut when idle, by a reset.
      for (int c = readOrReset(socket.getInputStream());
          c >= 0;
          c = readOrReset(socket.getInputStream())) {
        answer.append((char) c);
      }
      return answer.toString();
    }
  }

  private static Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.server.httpPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static int readOrReset(InputStream in) throws IOException {
    try {
      return in.read();
    } catch (java.net.SocketException reset) {
      return -1;
    }
  }
}
