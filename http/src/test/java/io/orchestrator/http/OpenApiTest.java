package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document is walked against the running server. */
class OpenApiTest {
  private static TestServer server;
  private static Map<String, Object> document;

  @BeforeAll
  static void start() {
    server = TestServer.plain();
    document = Json.map(server.send(HttpRequest.newBuilder(server.uri("/openapi.json"))).body());
  }

  private static final String ALGORITHM =
      "{\"symbol\":\"AAPL\",\"side\":\"buy\",\"quantity\":100,\"algorithm\":\"twap\"}";

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyPathOfTheContractThatHasAFacadeIsThere() {
    assertEquals("3.1.0", document.get("openapi"));
    assertTrue(
        paths()
            .keySet()
            .containsAll(
                List.of(
                    "/api/system/status",
                    "/api/system/health",
                    "/api/system/health/{service}/recover",
                    "/api/system/metrics",
                    "/api/system/events",
                    "/api/system/workflow/{workflow_type}",
                    "/api/system/control/{action}",
                    "/api/workflows/{workflow_id}/history",
                    "/api/risk",
                    "/api/trading/halt",
                    "/api/portfolio",
                    "/api/market/quotes",
                    "/api/market/symbols",
                    "/api/market/quality",
                    "/api/analysis/networks",
                    "/api/analysis/networks/{network_id}",
                    "/api/analysis/models",
                    "/api/analysis/signals",
                    "/api/users",
                    "/api/users/{username}",
                    "/api/alerts",
                    "/api/alerts/{alert_id}/ack",
                    "/api/config",
                    "/.well-known/jwks.json",
                    "/health/live",
                    "/metrics")));
  }

  @Test
  void everyOperationExistsAndAnswersItsDocumentedFields() throws IOException {
    Path reports = Files.createDirectories(server.home.resolve("strategies/reports"));
    Files.writeString(reports.resolve("m.html"), "<p>seen</p>");
    server.post(
        "/api/orders",
        Role.TRADER,
        "{\"symbol\":\"AAPL\",\"side\":\"buy\",\"quantity\":1}",
        "Idempotency-Key",
        "doc");
    server.post("/api/orders/algorithms", Role.TRADER, ALGORITHM, "Idempotency-Key", "doc");
    server.post(
        "/api/system/workflow/analysis_to_trade",
        Role.TRADER,
        "{\"parameters\":{\"at_once\":true}}");
    server.world.workflows.runs.put("wf-network", AnalysisRoutesTest.withNetwork("wf-network"));
    paths()
        .forEach(
            (path, operations) ->
                operations.forEach((method, operation) -> check(path, method, operation)));
  }

  private static void check(String path, String method, Map<String, Object> operation) {
    String real =
        path.replace("{workflow_id}", "wf-1")
            .replace("{network_id}", "wf-network")
            .replace("{client_order_id}", "manual%2Fdoc")
            .replace("{execution_id}", "algo%2Fdoc")
            .replace("{schedule_id}", "close")
            .replace("{service}", "database")
            .replace("{action}", "start")
            .replace("{name}", "daily_loss")
            .replace("{workflow_type}", "analysis_to_trade")
            .replace("{symbol}", "AAPL")
            .replace("{strategy}", "momentum")
            .replace("{seq}", "1")
            .replace("{alert_id}", "alert-7")
            .replace("{username}", "viewer")
            .replace("{session}", "s-1")
            .replace("{kid}", "none")
            .replace("{file}", DashboardBundleTest.script())
            .replace("{id}", "1");
    if (real.equals("/api/market/quotes")) {
      real += "?symbols=AAPL";
    }
    if (real.equals("/api/state")) {
      real += "?at_seq=7";
    }
    HttpResponse<String> response =
        server.send(
            HttpRequest.newBuilder(server.uri(real))
                .header("Authorization", "Bearer " + server.token(Role.ADMIN))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "doc")
                .method(
                    method.toUpperCase(),
                    operation.containsKey("requestBody")
                        ? HttpRequest.BodyPublishers.ofString(body(path))
                        : HttpRequest.BodyPublishers.noBody()));
    String name = method + " " + path;
    assertNotEquals("request.not_found", codeOf(response), name);
    assertNotEquals(405, response.statusCode(), name);
    if (path.endsWith("/{session}")) {
      assertEquals("users.no_session", codeOf(response), name);
    } else if (!path.startsWith("/api/auth")) {
      assertEquals(200, response.statusCode(), name + " " + response.body());
    }
    Set<String> documented = properties(operation);
    if (response.statusCode() == 200 && !documented.isEmpty()) {
      assertEquals(documented, new TreeSet<>(Json.map(response.body()).keySet()), name);
    }
  }

  private static String body(String path) {
    if (path.equals("/api/orders") || path.equals("/api/orders/what-if")) {
      return "{\"symbol\":\"AAPL\",\"side\":\"buy\",\"quantity\":1}";
    }
    if (path.startsWith("/api/orders/algorithms")) {
      return ALGORITHM;
    }
    if (path.equals("/api/users")) {
      return "{\"username\":\"walker\",\"role\":\"viewer\",\"password\":\"walks the table\"}";
    }
    if (path.startsWith("/api/users/")) {
      return "{\"enabled\":true}";
    }
    if (path.startsWith("/api/alerts/")) {
      return "{\"note\":\"walk\"}";
    }
    if (path.equals("/api/portfolio/lots")) {
      return "{\"exec_id\":\"e.1.01\",\"rule\":\"newest_first\",\"lots\":[\"e.0\"]}";
    }
    if (path.equals("/api/portfolio/corporate-actions")) {
      return "{\"id\":\"a1\",\"symbol\":\"AAPL\",\"kind\":\"split\",\"numerator\":4,"
          + "\"denominator\":1,\"effective_at\":\"2026-11-20T14:30:00Z\"}";
    }
    if (path.equals("/api/risk/limits/restore")) {
      return "{\"reason\":\"walk\",\"version\":0}";
    }
    if (path.startsWith("/api/schedules")) {
      return "{\"workflow\":\"analysis_to_trade\",\"cron\":\"45 15 * * 1-5\"}";
    }
    if (path.endsWith("/promote")) {
      return "{\"version\":1,\"reason\":\"walk\",\"limits\":{\"max_instruments\":5,"
          + "\"max_order_value\":1e4,\"max_messages_per_minute\":20,\"max_position\":1e5,"
          + "\"max_strategy_loss\":1e3}}";
    }
    if (path.endsWith("/rollback")) {
      return "{\"reason\":\"walk\"}";
    }
    if (path.startsWith("/api/approvals/")) {
      return "{\"grant\":true,\"reason\":\"looked at it\"}";
    }
    if (path.endsWith("/approve")) {
      return "{\"approved\":true,\"reason\":\"looked at it\"}";
    }
    if (path.endsWith("/signal")) {
      return "{\"name\":\"data_ready\",\"payload\":{\"rows\":3}}";
    }
    return path.contains("workflow")
        ? "{\"parameters\":{\"at_once\":true}}"
        : path.startsWith("/api/auth")
            ? "{\"username\":\"viewer\",\"password\":\"viewer\"}"
            : "{\"reason\":\"walk\"}";
  }

  private static String codeOf(HttpResponse<String> response) {
    return response.statusCode() < 400 ? "" : "" + Json.map(response.body()).get("code");
  }

  @SuppressWarnings("unchecked")
  private static Set<String> properties(Map<String, Object> operation) {
    Map<String, Object> responses = (Map<String, Object>) operation.get("responses");
    Map<String, Object> content =
        (Map<String, Object>) ((Map<String, Object>) responses.get("200")).get("content");
    Map<String, Object> schema =
        (Map<String, Object>) ((Map<String, Object>) content.get("application/json")).get("schema");
    Map<String, Object> properties = (Map<String, Object>) schema.get("properties");
    return properties == null ? Set.of() : new TreeSet<>(properties.keySet());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Map<String, Object>>> paths() {
    return (Map<String, Map<String, Map<String, Object>>>) document.get("paths");
  }
}
