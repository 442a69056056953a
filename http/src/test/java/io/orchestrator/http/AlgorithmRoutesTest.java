package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.Users.Role;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AlgorithmRoutesTest {
  private static final String PATH = "/api/orders/algorithms";
  private static final String BODY =
      "{\"symbol\":\"AAPL\",\"side\":\"buy\",\"quantity\":400,\"algorithm\":\"twap\","
          + "\"duration_seconds\":1200}";
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.plain();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> begin(String key, String body) {
    return server.post(PATH, Role.TRADER, body, "Idempotency-Key", key);
  }

  @Test
  void previewShowsTheScheduleAndBeginsNothing() {
    var answer = server.post(PATH + "/preview", Role.VIEWER, BODY);
    assertEquals(200, answer.statusCode(), answer.body());
    Map<String, Object> plan = TestServer.json(answer);
    assertEquals("2026-03-02T15:00:00Z", plan.get("start"));
    assertEquals("2026-03-02T15:20:00Z", plan.get("end"));
    List<?> slices = (List<?>) plan.get("slices");
    assertEquals(4, slices.size());
    assertEquals(100, ((Map<?, ?>) slices.getFirst()).get("quantity"));
    assertEquals(404, server.get(PATH + "/algo%2Fpreview", Role.VIEWER).statusCode());
  }

  @Test
  void beginsOnceAndReports() {
    Map<String, Object> parent = TestServer.json(begin("k1", BODY));
    assertEquals("algo/k1", parent.get("execution_id"));
    assertEquals("running", parent.get("status"));
    assertEquals(10, parent.get("filled"));
    Map<?, ?> child = (Map<?, ?>) ((List<?>) parent.get("children")).getFirst();
    assertEquals("algo/k1/0/0", child.get("client_order_id"));
    assertEquals("filled", child.get("status"));
    Map<?, ?> report = (Map<?, ?>) parent.get("report");
    Map<?, ?> arrival = (Map<?, ?>) report.get("arrival");
    assertEquals(2.0, ((Number) arrival.get("bps")).doubleValue(), 1e-9);
    assertEquals(parent, TestServer.json(begin("k1", BODY)));
    var other = begin("k1", BODY.replace("400", "500"));
    assertEquals(409, other.statusCode());
    assertEquals("execution.duplicate_id", TestServer.json(other).get("code"));
    assertEquals(parent, TestServer.json(server.get(PATH + "/algo%2Fk1", Role.VIEWER)));
    assertTrue(server.get(PATH + "?open=true", Role.VIEWER).body().contains("algo/k1"));
  }

  @Test
  void pauseResumeCancel() {
    begin("k2", BODY);
    for (var step :
        List.of(
            List.of("pause", "paused"),
            List.of("resume", "running"),
            List.of("cancel", "stopping"))) {
      var answer = server.post(PATH + "/algo%2Fk2/" + step.getFirst(), Role.TRADER, "");
      assertEquals(200, answer.statusCode(), answer.body());
      assertEquals(step.getLast(), TestServer.json(answer).get("status"));
    }
    var unknown = server.post(PATH + "/algo%2Fnone/cancel", Role.TRADER, "");
    assertEquals("execution.not_found", TestServer.json(unknown).get("code"));
    assertEquals(403, server.post(PATH + "/algo%2Fk2/cancel", Role.OPERATOR, "").statusCode());
  }

  @Test
  void badInputIsToldFieldByField() {
    assertEquals(400, server.post(PATH, Role.TRADER, BODY).statusCode(), "no key");
    for (String wrong :
        List.of(
            BODY.replace("twap", "magic"),
            BODY.replace("400", "0"),
            BODY.replace("400", "9999999999"),
            BODY.replace("1200", "1"),
            BODY.replace("AAPL", "a b"),
            BODY.replace("}", ",\"collar\":0.9}"),
            BODY.replace("}", ",\"max_participation\":2}"),
            BODY.replace("}", ",\"randomise\":-1}"),
            BODY.replace("}", ",\"start\":\"tomorrow\"}"),
            BODY.replace("twap", "iceberg"),
            BODY.replace("}", ",\"what\":1}"))) {
      var answer = begin("bad", wrong);
      assertEquals(400, answer.statusCode(), wrong + " -> " + answer.body());
    }
    var noCurve = begin("vwap", BODY.replace("twap", "vwap"));
    assertEquals("execution.no_volume_curve", TestServer.json(noCurve).get("code"));
    var tight = begin("tight", BODY.replace("}", ",\"max_slice\":10}"));
    assertEquals(422, tight.statusCode());
    assertEquals("execution.slices_too_small", TestServer.json(tight).get("code"));
  }
}
