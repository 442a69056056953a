package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StrategyRoutesTest {
  private static final String ONE = "/api/strategies/momentum";
  private static final String LIMITS =
      "{\"max_instruments\":5,\"max_order_value\":10000,\"max_messages_per_minute\":20,"
          + "\"max_position\":50000,\"max_strategy_loss\":2000}";
  private final TestServer server = TestServer.plain();

  @AfterEach
  void stop() {
    server.close();
  }

  private static Map<?, ?> first(HttpResponse<String> answer, String field) {
    assertEquals(200, answer.statusCode(), answer.body());
    return (Map<?, ?>) ((List<?>) Json.map(answer.body()).get(field)).getFirst();
  }

  @Test
  void versionsAreShownWithEvidenceAndHistory() {
    Map<?, ?> brief = first(server.get("/api/strategies", Role.VIEWER), "strategies");
    assertEquals("momentum", brief.get("strategy"));
    assertEquals(1, ((Number) brief.get("versions")).intValue());
    var answer = server.get(ONE, Role.VIEWER);
    Map<?, ?> version = first(answer, "versions");
    assertEquals("challenger", version.get("stage"));
    assertEquals(Map.of("lookback", 120.0), version.get("parameters"));
    assertEquals("m.html", ((Map<?, ?>) version.get("evidence")).get("report"));
    assertEquals("version_added", first(answer, "history").get("event"));
    assertEquals(404, server.get("/api/strategies/nothing", Role.VIEWER).statusCode());
  }

  @Test
  void theEvidenceOfAVersionIsAPageOnTheNodeThatWroteIt() throws IOException {
    var absent = server.get(ONE + "/report", Role.VIEWER);
    assertEquals(404, absent.statusCode());
    assertTrue(absent.body().contains("strategy.report_not_here"), absent.body());
    assertTrue(absent.body().contains("/api/workflows/w-1"), absent.body());
    Path folder = Files.createDirectories(server.home.resolve("strategies/reports"));
    Files.writeString(folder.resolve("m.html"), "<p>1.4 Sharpe</p>");
    for (String query : List.of("", "?version=1")) {
      var page = server.get(ONE + "/report" + query, Role.VIEWER);
      assertEquals(200, page.statusCode(), page.body());
      assertEquals("<p>1.4 Sharpe</p>", page.body());
      assertEquals(
          "text/html; charset=UTF-8", page.headers().firstValue("Content-Type").orElse(""));
      String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
      assertTrue(policy.startsWith("default-src 'none';"), policy);
    }
    var unknown = server.get(ONE + "/report?version=2", Role.VIEWER);
    assertEquals(404, unknown.statusCode());
    assertTrue(unknown.body().contains("strategy.unknown_version"), unknown.body());
    assertEquals(400, server.get(ONE + "/report?version=x", Role.VIEWER).statusCode());
  }

  @Test
  void aPromotionNeedsTheRoleAReasonAndTheLimits() {
    String bare = "{\"version\":1,\"reason\":\"good\"}";
    assertEquals(403, server.post(ONE + "/promote", Role.TRADER, bare).statusCode());
    var missing = server.post(ONE + "/promote", Role.RISK, bare);
    assertEquals(409, missing.statusCode(), missing.body());
    assertTrue(missing.body().contains("strategy.limits_missing"), missing.body());
    assertTrue(missing.body().contains("max_position"), missing.body());
    for (String bad :
        List.of(
            "{\"version\":1}",
            "{\"reason\":\"x\"}",
            "{\"version\":0,\"reason\":\"x\"}",
            "{\"version\":1,\"reason\":\"x\",\"limits\":{\"max_order_value\":-1}}",
            "{\"version\":1,\"reason\":\"x\",\"limits\":{\"most\":1}}")) {
      assertEquals(400, server.post(ONE + "/promote", Role.RISK, bad).statusCode(), bad);
    }
    String whole = "{\"version\":1,\"reason\":\"good\",\"limits\":" + LIMITS + "}";
    Map<?, ?> version = first(server.post(ONE + "/promote", Role.RISK, whole), "versions");
    assertEquals("shadow", version.get("stage"));
    var early = server.post(ONE + "/promote", Role.RISK, whole);
    assertTrue(early.body().contains("strategy.too_early"), early.body());
    String reason = "{\"reason\":\"no trust\"}";
    assertEquals(403, server.post(ONE + "/rollback", Role.TRADER, reason).statusCode());
    Map<?, ?> back = first(server.post(ONE + "/rollback", Role.RISK, reason), "versions");
    assertEquals("retired", back.get("stage"));
    assertEquals(409, server.post(ONE + "/rollback", Role.RISK, reason).statusCode());
  }
}
