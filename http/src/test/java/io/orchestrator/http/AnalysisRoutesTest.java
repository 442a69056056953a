package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import io.orchestrator.http.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AnalysisRoutesTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.plain();
    run("wf-old", Map.of("AAPL", 1, "MSFT", -1));
    run("wf-running", Map.of());
    server.world.workflows.runs.put("wf-network", withNetwork("wf-network"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void run(String id, Map<String, Integer> directions) {
    List<Map<String, Object>> signals =
        directions.entrySet().stream()
            .map(
                e ->
                    Map.<String, Object>of(
                        "symbol", e.getKey(),
                        "direction", e.getValue(),
                        "strength", 0.2,
                        "confidence", 0.8,
                        "explanation",
                            Map.of(
                                "engines",
                                List.of(Map.of("engine", "machine_learning", "heard", true)))))
            .toList();
    Map<String, Object> prediction =
        Map.of("symbol", "AAPL", "explanation", Map.of("model", "machine_learning/2"));
    Map<String, Object> results =
        directions.isEmpty()
            ? Map.of()
            : Map.of(
                "fetch_market_data", Map.of("as_of", "2024-01-25T10:00:00Z"),
                "run_analysis",
                    Map.of(
                        "engines",
                        List.of(
                            Map.of(
                                "engine", "machine_learning", "predictions", List.of(prediction)))),
                "generate_signals", Map.of("signals", signals));
    server.world.workflows.runs.put(id, view(id, results));
  }

  private static WorkflowView view(String id, Map<String, Object> results) {
    return new WorkflowView(
        id,
        WorkflowType.ANALYSIS_TO_TRADE,
        RunState.COMPLETED,
        1,
        "",
        Map.of("timeframe", "1d"),
        List.of(),
        results,
        Optional.empty(),
        "tester",
        Scripted.NOON,
        Optional.of(Scripted.NOON),
        1,
        Optional.empty(),
        0);
  }

  /** A run whose analysis found that SPY drives IWM. */
  static WorkflowView withNetwork(String id) {
    Map<String, Object> link =
        Map.of(
            "source", "SPY", "target", "IWM", "lag", 1, "te_nats", 0.003, "p_value", 6e-7,
            "q_value", 1e-5);
    Map<String, Object> engine =
        Map.of(
            "engine", "information_theory",
            "details",
                Map.of(
                    "nodes",
                    List.of("IWM", "SPY"),
                    "network",
                    List.of(link),
                    "unit",
                    "nats",
                    "max_lag",
                    3),
            "predictions",
                List.of(
                    Map.of(
                        "symbol",
                        "IWM",
                        "explanation",
                        Map.of("drivers", List.of(link), "own_past_lags", List.of(2)))));
    return view(
        id,
        Map.of("run_analysis", Map.of("engines", List.of(engine), "data_hash", "ec88", "seed", 7)));
  }

  private static Map<String, Object> ok(String path) {
    var response = server.get(path, Role.VIEWER);
    assertEquals(200, response.statusCode(), response.body());
    return Json.map(response.body());
  }

  private static List<Map<?, ?>> rows(Map<String, Object> answer, String field) {
    return ((List<?>) answer.get(field)).stream().<Map<?, ?>>map(r -> (Map<?, ?>) r).toList();
  }

  @Test
  void modelsAreFilteredByEngineAndTimeframe() {
    assertEquals(2, rows(ok("/api/analysis/models"), "models").size());
    List<Map<?, ?>> mine = rows(ok("/api/analysis/models?engine=machine_learning"), "models");
    assertEquals("better", ((Map<?, ?>) mine.getFirst().get("champion")).get("reason"));
    assertEquals(1, rows(ok("/api/analysis/models?timeframe=1m"), "models").size());
    assertEquals(400, server.get("/api/analysis/models?kind=x", Role.VIEWER).statusCode());
  }

  @Test
  void networksAreListedAndShownWhole() {
    Map<?, ?> line = rows(ok("/api/analysis/networks?symbol=SPY"), "networks").getFirst();
    assertEquals("wf-network", line.get("id"));
    assertEquals(1, line.get("links"));
    assertEquals(List.of("IWM", "SPY"), line.get("nodes"));
    assertEquals(1, rows(ok("/api/analysis/networks"), "networks").size());
    assertEquals(0, rows(ok("/api/analysis/networks?symbol=TSLA"), "networks").size());
    Map<String, Object> whole = ok("/api/analysis/networks/wf-network");
    assertEquals(List.of(List.of(0.0, 0.0), List.of(0.003, 0.0)), whole.get("adjacency"));
    assertEquals("SPY", rows(whole, "edges").getFirst().get("source"));
    assertEquals(List.of(2), rows(whole, "targets").getFirst().get("own_past_lags"));
    assertEquals("ec88", whole.get("data_hash"));
    var none = server.get("/api/analysis/networks/wf-old", Role.VIEWER);
    assertEquals(404, none.statusCode());
    assertEquals("analysis.network_not_found", Json.map(none.body()).get("code"));
    assertEquals(404, server.get("/api/analysis/networks/nothing", Role.VIEWER).statusCode());
    for (String bad : List.of("limit=0", "symbol=a%20b", "page=2")) {
      assertEquals(400, server.get("/api/analysis/networks?" + bad, Role.VIEWER).statusCode(), bad);
    }
  }

  /** The latest of each symbol, with what each engine said in the step before. */
  @Test
  void signalsAreExplainedAndPaged() {
    Map<String, Object> first = ok("/api/analysis/signals?limit=1");
    Map<?, ?> apple = rows(first, "signals").getFirst();
    assertEquals("AAPL", apple.get("symbol"));
    assertEquals("2024-01-25T10:00:00Z", apple.get("as_of"));
    Map<?, ?> explanation = (Map<?, ?>) apple.get("explanation");
    Map<?, ?> engine = (Map<?, ?>) ((List<?>) explanation.get("engines")).getFirst();
    assertEquals(Map.of("model", "machine_learning/2"), engine.get("explanation"));
    Map<String, Object> next = ok("/api/analysis/signals?limit=1&after=" + first.get("next_after"));
    assertEquals("MSFT", rows(next, "signals").getFirst().get("symbol"));
    assertNull(next.get("next_after"));
    assertEquals(1, rows(ok("/api/analysis/signals?symbol=MSFT"), "signals").size());
    assertEquals(0, rows(ok("/api/analysis/signals?symbol=TSLA"), "signals").size());
    for (String bad : List.of("limit=0", "limit=501", "symbol=a%20b", "page=2")) {
      assertEquals(400, server.get("/api/analysis/signals?" + bad, Role.VIEWER).statusCode(), bad);
    }
  }
}
