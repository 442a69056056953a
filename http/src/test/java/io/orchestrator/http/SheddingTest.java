package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.Users.Role;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** While memory is scarce: what costs is refused, what must go on goes on. */
class SheddingTest {
  private static final String RUN = "/api/system/workflow/analysis_to_trade";
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.plain();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void enough() {
    server.world.resources.scarce = false;
  }

  @Test
  void whatCostsIsRefusedWithAdviceAndATimeToComeBack() {
    server.world.resources.scarce = true;
    List<HttpResponse<String>> refused =
        List.of(
            server.post(RUN, Role.TRADER, "{\"parameters\":{\"at_once\":true}}"),
            server.get("/api/market/bars/AAPL", Role.VIEWER),
            server.get("/api/audit", Role.ADMIN));
    for (HttpResponse<String> answer : refused) {
      assertEquals(503, answer.statusCode(), answer.body());
      assertTrue(answer.headers().firstValueAsLong("Retry-After").orElseThrow() > 0);
      Map<String, Object> problem = TestServer.json(answer);
      assertEquals("system.memory_low", problem.get("code"));
      assertTrue(problem.get("advice").toString().contains("Try again"), answer.body());
    }
    server.world.resources.scarce = false;
    assertEquals(
        200, server.post(RUN, Role.TRADER, "{\"parameters\":{\"at_once\":true}}").statusCode());
  }

  @Test
  void ordersCancelsKillsAndTheStateGoOn() {
    server.world.resources.scarce = true;
    assertEquals(200, server.get("/api/system/status", Role.VIEWER).statusCode());
    assertEquals(200, server.get("/api/system/events", Role.VIEWER).statusCode());
    int halted =
        server.post("/api/trading/halt", Role.OPERATOR, "{\"reason\":\"a test\"}").statusCode();
    assertEquals(200, halted);
    String order = "{\"symbol\":\"AAPL\",\"side\":\"buy\",\"quantity\":1,\"type\":\"market\"}";
    int ordered =
        server.post("/api/orders", Role.TRADER, order, "Idempotency-Key", "shed-1").statusCode();
    assertTrue(ordered < 300, "status " + ordered);
  }

  /** Without a token nobody learns how the node is. */
  @Test
  void aStrangerIsAskedForHisTokenFirst() {
    server.world.resources.scarce = true;
    var answer =
        server.send(
            java.net.http.HttpRequest.newBuilder(
                java.net.URI.create(
                    "http://127.0.0.1:" + server.server.httpPort() + "/api/audit")));
    assertEquals(401, answer.statusCode());
  }

  @Test
  void aStreamIsToldTheSameAndStaysOpen() throws Exception {
    try (var client = StreamClient.connect(server, "/", server.token(Role.TRADER))) {
      client.next("health_update");
      server.world.resources.scarce = true;
      client.send("{\"type\":\"execute_workflow\",\"workflow\":\"analysis_to_trade\"}");
      assertTrue(client.next("error").toString().contains("system.memory_low"));
      client.send("{\"type\":\"ping\"}");
      client.next("pong");
    }
  }
}
