package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.order.Execution;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The answers of the specification's section "API Endpoints", field by field. */
class RestShapesTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.plain();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void statusIsTheSpecificationsPlusOurs() {
    Map<String, Object> status = ok("/api/system/status");
    assertEquals("running", status.get("state"));
    assertEquals("24h 35m 12s", status.get("uptime"));
    assertEquals(List.of("health_monitoring", "data_pipeline"), status.get("active_workflows"));
    assertEquals(
        Map.of("active_workflows", 2, "websocket_clients", 0, "uptime", "24h 35m 12s"),
        status.get("metrics"));
    assertEquals(0, status.get("connected_clients"));
    assertEquals(1247, status.get("event_count"));
    assertEquals("active", status.get("trading_state"));
    assertEquals(List.of(), status.get("degraded_reasons"));
    assertEquals("node-1", status.get("node"));
    assertEquals("0.1.0", status.get("version"));
    assertEquals("2024-01-25T10:30:00Z", status.get("since"));
    assertEquals(11, status.size());
  }

  @Test
  void healthTellsEveryService() {
    Map<String, Object> health = ok("/api/system/health");
    assertEquals("2024-01-25T10:30:00Z", health.get("timestamp"));
    assertEquals("healthy", health.get("overall"));
    Map<?, ?> database = (Map<?, ?>) ((Map<?, ?>) health.get("status")).get("database");
    assertEquals("healthy", database.get("status"));
    assertEquals(5.2, database.get("latency_ms"));
    assertEquals(List.of("workflows"), database.get("required_for"));
    assertTrue(database.containsKey("recovery"));
  }

  @Test
  void metricsCarryTheSpecificationsNames() {
    Map<String, Object> metrics = ok("/api/system/metrics");
    assertEquals(
        Map.of("count", 145, "total_time", 3456.7, "errors", 2, "last_run", "2024-01-25T10:30:00Z"),
        metrics.get("workflow_analysis_to_trade"));
  }

  @Test
  void executionsComeInPages() {
    for (int i = 0; i < 3; i++) {
      server.world.trading.executions.add(
          new Execution(
              "00018.0" + i,
              "wf/a/0",
              "AAPL",
              Side.BUY,
              10,
              BigDecimal.TEN,
              Instant.parse("2024-01-25T10:30:00Z")));
    }
    Map<String, Object> first = ok("/api/executions?limit=2");
    assertEquals(List.of("00018.00", "00018.01"), execIds(first));
    Map<String, Object> last = ok("/api/executions?limit=2&cursor=" + first.get("next_cursor"));
    assertEquals(List.of("00018.02"), execIds(last));
    assertNull(last.get("next_cursor"));
    var refused = server.get("/api/executions?cursor=00018.01", Role.VIEWER);
    assertEquals(400, refused.statusCode(), refused.body());
  }

  private static List<?> execIds(Map<String, Object> page) {
    return ((List<?>) page.get("executions"))
        .stream().map(e -> ((Map<?, ?>) e).get("exec_id")).toList();
  }

  @Test
  void workflowIsHeldOpenUntilItsEnd() {
    var response =
        server.post(
            "/api/system/workflow/analysis_to_trade",
            Role.OPERATOR,
            "{\"parameters\":{\"symbols\":[\"AAPL\",\"MSFT\"],\"method\":\"risk_parity\","
                + "\"at_once\":true}}");
    assertEquals(200, response.statusCode(), response.body());
    Map<String, Object> result = TestServer.json(response);
    assertEquals("completed", result.get("status"));
    assertEquals(Map.of("run_analysis", Map.of("signals", 3)), result.get("results"));
    assertEquals(23.5, result.get("duration"));
    assertEquals(Set.of("status", "results", "duration", "workflow_id"), result.keySet());
  }

  @Test
  void asynchronousWorkflowSaysWhereItIs() {
    var response =
        server.post(
            "/api/system/workflow/analysis_to_trade",
            Role.OPERATOR,
            "{\"parameters\":{}}",
            "Prefer",
            "respond-async");
    assertEquals(202, response.statusCode());
    String location = response.headers().firstValue("Location").orElseThrow();
    Map<String, Object> run = ok(location);
    assertEquals("running", run.get("state"));
    assertEquals("analysis_to_trade", run.get("workflow"));
    var steps = (List<?>) run.get("steps");
    assertEquals("run_analysis", ((Map<?, ?>) steps.getFirst()).get("name"));
  }

  @Test
  void waitEndsWithTheAnswerOfABackgroundRun() {
    var response =
        server.post(
            "/api/system/workflow/analysis_to_trade", Role.OPERATOR, "{}", "Prefer", "wait=1");
    assertEquals(202, response.statusCode());
    assertEquals("running", TestServer.json(response).get("status"));
  }

  @Test
  void sameKeySameBodySameAnswerOtherBodyConflict() {
    String path = "/api/system/workflow/analysis_to_trade";
    String body = "{\"parameters\":{\"at_once\":true,\"symbols\":[\"IBM\"]}}";
    var first = server.post(path, Role.OPERATOR, body, "Idempotency-Key", "k-1");
    var again = server.post(path, Role.OPERATOR, body, "Idempotency-Key", "k-1");
    assertEquals(first.body(), again.body());
    var other = server.post(path, Role.OPERATOR, "{}", "Idempotency-Key", "k-1");
    assertEquals(409, other.statusCode());
    assertEquals("workflow.idempotency_conflict", TestServer.json(other).get("code"));
  }

  /** Who may send it says the run: here only that caller, roles and words arrive there. */
  @Test
  void anApprovalAndASignalReachTheRunWithTheCallersRoles() {
    String run =
        server
            .post(
                "/api/system/workflow/analysis_to_trade",
                Role.OPERATOR,
                "{}",
                "Prefer",
                "respond-async")
            .headers()
            .firstValue("Location")
            .orElseThrow();
    String id = run.substring(run.lastIndexOf('/') + 1);
    var approved =
        server.post(run + "/approve", Role.TRADER, "{\"approved\":true,\"reason\":\"seen\"}");
    assertEquals(200, approved.statusCode(), approved.body());
    assertEquals(id, TestServer.json(approved).get("workflow_id"));
    server.post(run + "/approve", Role.OPERATOR, "{\"approved\":false}");
    server.post(run + "/signal", Role.OPERATOR, "{\"name\":\"go\",\"payload\":{\"limit\":5}}");
    List<String> said =
        server.world.asked.stream().filter(a -> a.contains(" to " + id + " by ")).toList();
    assertEquals(3, said.size(), said::toString);
    assertTrue(said.get(0).contains("approved=true") && said.get(0).contains("reason=seen"));
    assertTrue(said.get(0).endsWith("by trader [OPERATOR, TRADER]"), said.get(0));
    assertEquals("approval {approved=false} to " + id + " by operator [OPERATOR]", said.get(1));
    assertEquals("go {limit=5} to " + id + " by operator [OPERATOR]", said.get(2));
    Map.of("/approve", "{}", "/signal", "{\"name\":\"go\"}")
        .forEach(
            (path, body) -> {
              assertEquals(403, server.post(run + path, Role.VIEWER, body).statusCode());
              String nobody = "/api/workflows/wf-nobody" + path;
              assertEquals(404, server.post(nobody, Role.TRADER, body).statusCode());
            });
  }

  @Test
  void controlAnswersStatusAndMessage() {
    var response = server.post("/api/system/control/start", Role.OPERATOR, "");
    assertEquals(
        "{\"status\":\"started\",\"message\":\"System started successfully\"}", response.body());
    var illegal = server.post("/api/system/control/stop", Role.OPERATOR, "");
    assertEquals(409, illegal.statusCode());
    assertEquals("system.illegal_transition", TestServer.json(illegal).get("code"));
  }

  @Test
  void eventsAreFilteredAndPaged() {
    server.world.happen(
        EventDraft.of(
            "workflow_completed", "orchestrator", Severity.INFO, Map.of("duration", 1e7)));
    server.world.happen(EventDraft.of("risk_violation", "risk_monitor", Severity.ERROR, Map.of()));
    Map<String, Object> page = ok("/api/system/events?severity=warning&type=risk_violation");
    Map<?, ?> event = (Map<?, ?>) ((List<?>) page.get("events")).getLast();
    assertEquals(
        Set.of("seq", "timestamp", "event_type", "source", "severity", "data", "correlation_id"),
        event.keySet());
    assertEquals("error", event.get("severity"));
    String body = server.get("/api/system/events?type=workflow_completed", Role.VIEWER).body();
    assertTrue(body.contains("\"duration\":10000000"), body);
    Map<String, Object> first = ok("/api/system/events?limit=1");
    assertEquals(1, ((List<?>) first.get("events")).size());
    assertTrue(first.get("next_after_seq") instanceof Integer);
  }

  @Test
  void riskCarriesAllMethodsContributionsAndStress() {
    Map<String, Object> risk = ok("/api/risk");
    assertEquals("historical", risk.get("method"));
    assertEquals("cornish_fisher", risk.get("configured_method"));
    var methods = (List<?>) risk.get("methods");
    assertEquals(null, ((Map<?, ?>) methods.getFirst()).get("var_95"), "no number is not zero");
    assertEquals(5234.50, ((Map<?, ?>) methods.getLast()).get("var_95"));
    var part = (Map<?, ?>) ((List<?>) risk.get("contributions")).getFirst();
    assertEquals(5234.50, part.get("component_var_95"));
    assertEquals(null, part.get("liquidity_days"), "unknown volume");
    assertEquals(-9_000.0, ((Map<?, ?>) ((List<?>) risk.get("stress")).getFirst()).get("pnl"));
  }

  @Test
  void backtestShowsForecastsBreachesAndTests() {
    Map<String, Object> backtest = ok("/api/risk/backtest?limit=1");
    assertEquals(List.of("cornish-fisher"), backtest.get("demoted"));
    var grade = (Map<?, ?>) ((List<?>) backtest.get("methods")).getFirst();
    assertEquals(3, grade.get("breaches_99"));
    assertEquals(0.757988, grade.get("kupiec_99_p"));
    assertEquals("green", grade.get("zone"));
    var days = (List<?>) backtest.get("days");
    assertEquals(1, days.size());
    var newest = (Map<?, ?>) days.getFirst();
    assertEquals("2020-03-14", newest.get("outcome_day"));
    assertTrue(((Map<?, ?>) newest.get("forecasts")).containsKey("historical"));
  }

  @Test
  void riskHistoryByCheckAndByDay() {
    var check = (List<?>) ok("/api/risk/history").get("items");
    assertEquals(125_000.0, ((Map<?, ?>) check.getFirst()).get("portfolio_value"));
    var day = (List<?>) ok("/api/risk/history?resolution=day").get("items");
    assertEquals(7890.25, ((Map<?, ?>) day.getFirst()).get("var_99"));
    assertEquals(400, server.get("/api/risk/history?resolution=x", Role.VIEWER).statusCode());
  }

  @Test
  void riskCarriesTheSpecificationsMeasures() {
    Map<String, Object> risk = ok("/api/risk");
    assertEquals(125000.0, risk.get("portfolio_value"));
    assertEquals(5234.5, risk.get("var_95"));
    assertEquals(7890.25, risk.get("var_99"));
    assertEquals(6500.0, risk.get("expected_shortfall"));
    assertEquals(false, risk.get("high_volatility"));
    var distance = (Map<?, ?>) risk.get("distance_to_limits");
    assertEquals(4765.5, distance.get("var_95"));
    assertEquals(0.19, (double) distance.get("drawdown"), 1e-12);
    assertEquals(1.0, distance.get("volatility_spike"));
  }

  @Test
  void killSwitchNamesWhoAndWhy() {
    var response = server.post("/api/trading/halt", Role.OPERATOR, "{\"reason\":\"fat finger\"}");
    assertEquals("{\"trading_state\":\"halted\",\"cancelled_orders\":2}", response.body());
    assertTrue(server.world.asked.contains("trading HALTED fat finger by operator"));
  }

  /** Protective stops go with the rest: that is not for everybody who may halt. */
  @Test
  void cancellingEverythingNeedsTheRoleRiskAndHaltsNothingWithoutIt() {
    String body = "{\"reason\":\"flood\",\"everything\":true}";
    var refused = server.post("/api/trading/halt", Role.OPERATOR, body);
    assertEquals(403, refused.statusCode(), refused.body());
    assertTrue(refused.body().contains("\"auth.forbidden\""), refused.body());
    assertEquals(0, server.world.desk.everything.get());
    assertFalse(server.world.asked.contains("trading HALTED flood by operator"));
    var done = server.post("/api/trading/halt", Role.RISK, body);
    assertEquals(200, done.statusCode(), done.body());
    assertEquals(1, server.world.desk.everything.get());
    assertTrue(TestServer.json(done).get("warning").toString().contains("protective stops"));
  }

  @Test
  void orderIsNamedByItsIdempotencyKey() {
    var response =
        server.post(
            "/api/orders",
            Role.TRADER,
            "{\"symbol\":\"AAPL\",\"side\":\"buy\",\"quantity\":5,\"limit_price\":101.25}",
            "Idempotency-Key",
            "o-1");
    Map<String, Object> order = TestServer.json(response);
    assertEquals("manual/o-1", order.get("client_order_id"), response.body());
    assertEquals(101.25, order.get("limit_price"));
    assertEquals("limit", order.get("type"));
    assertEquals("day", order.get("time_in_force"));
    assertEquals("buy", ok("/api/orders/manual%2Fo-1").get("side"));
  }

  @Test
  void marketAnswersQuotesAndBars() {
    Map<String, Object> quotes = ok("/api/market/quotes?symbols=AAPL,MSFT");
    assertEquals(1, ((List<?>) quotes.get("quotes")).size());
    Map<String, Object> bars = ok("/api/market/bars/AAPL?timeframe=1m&limit=5");
    assertEquals(true, ((Map<?, ?>) ((List<?>) bars.get("bars")).getFirst()).get("final"));
    assertEquals(false, bars.get("stale"));
    assertNull(bars.get("age"));
    Map<String, Object> old = ok("/api/market/bars/OLD?timeframe=1m&limit=5");
    assertEquals(true, old.get("stale"));
    assertEquals(90.5, old.get("age"));
  }

  @Test
  void barsAreAsTradedUnlessAdjustedOnesAreAskedFor() {
    String path = "/api/market/bars/AAPL?timeframe=1d&limit=1";
    Map<String, Object> raw = ok(path);
    assertEquals(false, raw.get("adjusted"));
    Map<String, Object> adjusted = ok(path + "&adjusted=true");
    assertEquals(true, adjusted.get("adjusted"));
    assertEquals(
        (double) ((Map<?, ?>) ((List<?>) raw.get("bars")).getFirst()).get("close") / 2,
        ((Map<?, ?>) ((List<?>) adjusted.get("bars")).getFirst()).get("close"));
    Map<String, Object> kept = ok(path + "&from=2010-01-04T00:00:00Z&adjusted=false");
    assertEquals(false, kept.get("adjusted"));
    assertEquals(400, server.get(path + "&adjusted=maybe", Role.VIEWER).statusCode());
  }

  @Test
  void anOlderRangeIsReachedOrRefused() {
    assertEquals("imported", ok("/api/market/bars/AAPL?to=2019-06-05T20:00:00Z").get("source"));
    String path = "/api/market/bars/DEEP?timeframe=1d&limit=10&to=";
    Instant to = Scripted.NOON.minus(Duration.ofDays(300));
    List<?> bars = (List<?>) ok(path + to).get("bars");
    assertEquals(10, bars.size());
    assertEquals(
        to.minus(Duration.ofDays(1)).toString(), ((Map<?, ?>) bars.getLast()).get("timestamp"));
    var beyond = server.get(path + to.minus(Duration.ofDays(400)), Role.VIEWER);
    assertEquals(400, beyond.statusCode(), beyond.body());
    assertEquals("market.range_too_old", TestServer.json(beyond).get("code"));
    String explicit = path + to + "&from=" + to.minus(Duration.ofDays(3));
    assertEquals(3, ((List<?>) ok(explicit).get("bars")).size());
    for (String newest : List.of("", "&to=2030-01-01T00:00:00Z")) {
      List<?> latest = (List<?>) ok("/api/market/bars/DEEP?limit=10" + newest).get("bars");
      assertEquals(10, latest.size(), newest);
      assertEquals("2024-01-24T10:30:00Z", ((Map<?, ?>) latest.getLast()).get("timestamp"));
    }
  }

  @Test
  void marketAnswersPastRangesSymbolsAndQuality() {
    String path = "/api/market/bars/AAPL?timeframe=1d&from=";
    assertEquals("imported", ok(path + "2010-01-04T00:00:00Z").get("source"));
    assertEquals("feed", ok(path + "2024-01-04T00:00:00Z").get("source"));
    assertEquals(400, server.get(path + "2025-01-04T00:00:00Z", Role.VIEWER).statusCode());
    Map<String, Object> symbols = ok("/api/market/symbols");
    assertEquals(List.of("AAPL", "MSFT"), symbols.get("watched"));
    assertEquals(
        "imported", ((Map<?, ?>) ((List<?>) symbols.get("kept")).getFirst()).get("source"));
    Map<String, Object> quality = ok("/api/market/quality");
    Map<?, ?> aapl = (Map<?, ?>) ((List<?>) quality.get("symbols")).getFirst();
    assertEquals("good", aapl.get("quality"));
    assertEquals(Map.of("crossed", 3), aapl.get("rules"));
    assertEquals(Map.of("symbol_not_found", 1), quality.get("rules"));
    assertEquals("crossed", ((Map<?, ?>) aapl.get("last_flag")).get("rule"));
    assertEquals(Map.of("good", 1, "quarantined", 1), quality.get("states"));
    Map<?, ?> stale =
        ((List<?>) quality.get("catalogue"))
            .stream()
                .map(rule -> (Map<?, ?>) rule)
                .filter(rule -> "stale_quote".equals(rule.get("rule")))
                .findFirst()
                .orElseThrow();
    assertEquals("DQ07", stale.get("id"));
    assertEquals(Map.of("stale-after", 30.0, "stale-gaps", 3.0), stale.get("thresholds"));
  }

  @Test
  void qualityIsPagedAndFiltered() {
    Map<String, Object> first = ok("/api/market/quality?limit=1");
    assertEquals(List.of("AAPL"), names(first));
    assertEquals("AAPL", first.get("next_after"));
    Map<String, Object> rest = ok("/api/market/quality?limit=1&after=AAPL");
    assertEquals(List.of("MSFT"), names(rest));
    assertFalse(rest.containsKey("next_after") && rest.get("next_after") != null);
    assertEquals(List.of("MSFT"), names(ok("/api/market/quality?quality=quarantined")));
    assertEquals(List.of("AAPL"), names(ok("/api/market/quality?symbols=AAPL,TSLA")));
    for (String bad : List.of("quality=fine", "limit=0", "limit=501", "symbols=a%20b", "page=1")) {
      assertEquals(400, server.get("/api/market/quality?" + bad, Role.VIEWER).statusCode(), bad);
    }
  }

  private static List<String> names(Map<String, Object> quality) {
    return ((List<?>) quality.get("symbols"))
        .stream().map(s -> String.valueOf(((Map<?, ?>) s).get("symbol"))).toList();
  }

  @Test
  void marketAnswersGapsOfASeriesAndKeptTicks() {
    Map<String, Object> series = ok("/api/market/series/AAPL?timeframe=1d&source=imported");
    assertEquals(
        List.of(Map.of("first", "2024-01-25", "last", "2024-01-26", "sessions", 2)),
        series.get("gaps"));
    assertEquals(400, server.get("/api/market/series/AAPL?source=A%20B", Role.VIEWER).statusCode());
    Map<String, Object> ticks = ok("/api/market/ticks/AAPL?limit=5");
    Map<?, ?> tick = (Map<?, ?>) ((List<?>) ticks.get("ticks")).getFirst();
    assertEquals(7, tick.get("id"));
    assertEquals("C", tick.get("basis"));
    assertEquals(3, ((Map<?, ?>) ((List<?>) ticks.get("gaps")).getFirst()).get("missing"));
    String late = "/api/market/ticks/AAPL?from=2025-01-04T00:00:00Z";
    assertEquals(400, server.get(late, Role.VIEWER).statusCode());
  }

  @Test
  void probesAndPrometheusAreOpenHere() throws Exception {
    for (String path : List.of("/health/live", "/health/ready", "/openapi.json", "/")) {
      var response = server.send(java.net.http.HttpRequest.newBuilder(server.uri(path)));
      assertEquals(200, response.statusCode(), path);
      assertEquals("nosniff", response.headers().firstValue("X-Content-Type-Options").orElse(""));
    }
    ok("/api/system/status");
    var scrape = server.send(java.net.http.HttpRequest.newBuilder(server.uri("/metrics")));
    assertTrue(scrape.body().contains("http_server_requests_seconds_count"), scrape.body());
    assertTrue(scrape.body().contains("websocket_clients"), scrape.body());
  }

  private static Map<String, Object> ok(String path) {
    var response = server.get(path, Role.VIEWER);
    assertEquals(200, response.statusCode(), response.body());
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElseThrow());
    return Json.map(response.body());
  }
}
