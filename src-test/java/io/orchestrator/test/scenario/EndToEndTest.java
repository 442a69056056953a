package io.orchestrator.test.scenario;

import static io.orchestrator.test.scenario.Likeness.assertLike;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.RestClient;
import io.orchestrator.test.process.StreamClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * One day of a user: every endpoint and message of the specification's sections "WebSocket
 * Communication" and "API Endpoints" in its exact shape, a run that trades, and a power cut. The
 * samples below stand in the specification.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(600)
class EndToEndTest {
  private static final List<String> SYMBOLS = List.of("AAPL", "MSFT", "GOOGL", "AMZN");
  private static final Set<String> SERVICES =
      Set.of("database", "redis", "market_data", "trading", "analysis", "gpu");

  private World world;

  @BeforeAll
  void start() throws IOException {
    world = new World("end-to-end", SimulatorSettings.DEFAULT, Map.of()).start();
  }

  @AfterAll
  void stop() {
    if (world != null) {
      world.close();
    }
  }

  @Test
  @Order(1)
  void statusHealthAndMetrics() {
    assertEquals(401, new RestClient(world.httpPort()).get("/api/system/status").status());
    assertLike(
        """
        {"state":"running","uptime":"24h 35m 12s",
         "active_workflows":["health_monitoring","data_pipeline"],
         "metrics":{"active_workflows":2,"websocket_clients":5,"uptime":"24h 35m 12s"},
         "connected_clients":5,"event_count":1247}""",
        world.get("/api/system/status"),
        "trading_state",
        "degraded_reasons",
        "node",
        "version",
        "since");
    JsonNode health =
        Conditions.await(
            "every service to be well",
            World.LONG,
            () -> {
              JsonNode report = world.get("/api/system/health");
              return report.get("overall").asText().equals("healthy") ? report : null;
            });
    assertEquals(SERVICES, names(health.get("status")));
    assertTrue(health.at("/status/analysis/latency_ms").asDouble() < 500, health::toString);
    assertEquals("in-process", health.at("/status/redis/detail").asText());
    assertTrue(world.get("/api/system/metrics").isObject());
  }

  @Test
  @Order(2)
  void aStreamBeginsWithWelcomeStateAndHealth() {
    StreamClient stream = world.stream();
    stream.awaitType("welcome", World.LONG);
    assertLike(
        """
        {"type":"system_state","data":{"state":"running",
         "active_workflows":["health_monitoring","data_pipeline"],
         "metrics":{"active_workflows":2,"websocket_clients":5,"uptime":"24h 35m 12s"}}}""",
        stream.awaitType("system_state", World.LONG));
    JsonNode update = stream.awaitType("health_update", World.LONG);
    assertEquals(Set.of("timestamp", "status"), names(update.get("data")));
    assertEquals(SERVICES, names(update.at("/data/status")));
    update
        .at("/data/status")
        .forEach(s -> assertLike("{\"status\":\"healthy\",\"latency_ms\":5.2}", s));
    stream.send(Map.of("type", "subscribe", "symbols", List.of("AAPL", "MSFT", "GOOGL")));
    stream.awaitType("subscribed", World.LONG);
    for (String symbol : List.of("AAPL", "MSFT", "GOOGL")) {
      JsonNode quote =
          stream
              .await(
                  "market data of " + symbol,
                  World.LONG,
                  m ->
                      m.path("type").asText().equals("market_data")
                          && m.at("/data/symbol").asText().equals(symbol))
              .get("data");
      assertLike(
          """
          {"symbol":"AAPL","bid":1.5,"ask":1.5,"bid_size":1,"ask_size":1,"last":1.5,"size":1,
           "volume":1,"timestamp":"2024-01-25T10:30:00Z","quality":"good"}""",
          quote);
      assertTrue(quote.get("bid").asDouble() < quote.get("ask").asDouble());
    }
  }

  @Test
  @Order(3)
  void aRunFromRestTradesAndTheBooksAgree() {
    StreamClient stream = world.stream();
    long before = stream.awaitType("welcome", World.LONG).get("seq").asLong();
    RestClient.Answer answer =
        world
            .rest()
            .post(
                "/api/system/workflow/analysis_to_trade",
                Map.of("parameters", Map.of("symbols", SYMBOLS, "execute", true)),
                Map.of("Idempotency-Key", "first"));
    String id = answer.json().get("workflow_id").asText();
    // A slow machine may need more than the minute that an answer is waited for.
    assertTrue(Set.of(200, 202).contains(answer.status()), answer::toString);
    Conditions.await(
        "the run's end",
        Duration.ofMinutes(5),
        () -> Set.of("completed", "failed").contains(run(id).get("state").asText()));
    RestClient.Answer again =
        world
            .rest()
            .post(
                "/api/system/workflow/analysis_to_trade",
                Map.of("parameters", Map.of("symbols", SYMBOLS, "execute", true)),
                Map.of("Idempotency-Key", "first"));
    assertEquals(200, again.status(), again::toString);
    JsonNode result = again.json();
    assertLike(
        "{\"status\":\"completed\",\"results\":{},\"duration\":23.5}", result, "workflow_id");
    assertEquals("completed", result.get("status").asText(), result::toString);
    assertEquals(id, result.get("workflow_id").asText(), "the same key is the same run");
    assertTrue(result.get("duration").asDouble() > 0);
    JsonNode trades = result.at("/results/execute_trades");
    assertTrue(trades.path("executed").asBoolean(), trades::toString);
    assertTrue(
        trades.path("filled_orders").asLong() > 0,
        () -> "" + trades + result.at("/results/validate_signals"));
    assertFalse(world.simulator().exchange().executions().isEmpty());
    Books.assertAgree(world);
    Books.assertNewestPastIsThePresent(world);
    everyFilledOrderSaysWhy(id);
    JsonNode completed =
        stream.await(
            "the run's event",
            World.LONG,
            m ->
                m.at("/data/event_type").asText().equals("workflow_completed")
                    && m.toString().contains(id));
    assertLike(
        """
        {"timestamp":"2024-01-25T10:30:00Z","event_type":"workflow_completed",
         "source":"orchestrator","severity":"info","data":{}}""",
        completed.get("data"),
        "seq",
        "correlation_id");
    assertEquals("analysis_to_trade", completed.at("/data/data/workflow").asText());
    assertTrue(completed.at("/data/data/duration").isNumber());
    Events.assertGapless(stream.events(), before);
  }

  /** From the fill back to the data: nothing is missing, and each part names its event. */
  private void everyFilledOrderSaysWhy(String run) {
    JsonNode orders = world.get("/api/orders?state=filled").get("orders");
    assertFalse(orders.isEmpty(), "no order was filled");
    for (JsonNode order : orders) {
      String id = order.get("client_order_id").asText();
      String symbol = order.get("symbol").asText();
      JsonNode why = world.get("/api/orders/" + id.replace("/", "%2F") + "/why");
      assertEquals("[]", why.get("missing").toString(), why::toString);
      assertEquals(run, why.get("workflow_id").asText());
      assertEquals("filled", why.at("/order/status").asText());
      assertTrue(why.get("risk_decision").size() > 1, why::toString);
      long data = stepSeq(why, "data_window", "fetch_market_data");
      long analysis = stepSeq(why, "analysis", "run_analysis");
      long signal = stepSeq(why, "signal", "generate_signals");
      long decision = why.get("risk_decision_seq").asLong();
      assertTrue(
          data < analysis && analysis < signal && signal < decision,
          () -> data + " " + analysis + " " + signal + " " + decision);
      assertTrue(why.at("/signal/output").toString().contains(symbol), why::toString);
      List<String> types = new ArrayList<>();
      why.get("events").forEach(e -> types.add(e.get("event_type").asText()));
      assertTrue(types.containsAll(List.of("order_intended", "order_filled")), types::toString);
    }
  }

  private static long stepSeq(JsonNode why, String part, String step) {
    assertEquals(step, why.at("/" + part + "/step").asText(), why::toString);
    assertFalse(why.at("/" + part + "/output").isEmpty(), why::toString);
    return why.at("/" + part + "/seq").asLong();
  }

  @Test
  @Order(4)
  void aRunFromAStreamAnswersItsCaller() {
    StreamClient stream = world.stream();
    stream.awaitType("welcome", World.LONG);
    stream.send(
        Map.of(
            "type",
            "execute_workflow",
            "workflow",
            "analysis_to_trade",
            "params",
            Map.of("symbols", List.of("AAPL", "MSFT"), "timeframe", "1d")));
    JsonNode progress = stream.awaitType("workflow_progress", World.LONG);
    assertLike(
        """
        {"workflow_id":"a","workflow":"analysis_to_trade","step":"fetch_market_data",
         "state":"running","progress":0.2,"message":"m"}""",
        progress.get("data"));
    JsonNode result = stream.awaitType("workflow_result", Duration.ofMinutes(5)).get("data");
    assertEquals("completed", result.get("status").asText(), result::toString);
    assertFalse(result.at("/results/execute_trades/executed").asBoolean(), "nobody said execute");
    stream.send(Map.of("type", "execute_workflow", "workflow", "nonsense", "params", Map.of()));
    JsonNode error = stream.awaitType("error", World.LONG);
    assertEquals("workflow.unknown_type", error.get("code").asText());
    assertTrue(error.get("advice").asText().contains("analysis_to_trade"));
  }

  @Test
  @Order(5)
  void stopStartAndRestart() {
    StreamClient stream = world.stream();
    stream.awaitType("welcome", World.LONG);
    control("stop", "stopped", "ready");
    RestClient.Answer refused = world.rest().post("/api/system/control/stop");
    assertEquals(409, refused.status());
    assertEquals("system.illegal_transition", refused.json().get("code").asText());
    control("start", "started", "running");
    control("restart", "restarted", "running");
    for (String state : List.of("ready", "initializing", "running")) {
      stream.awaitEvent("system_state_changed", "\"to\":\"" + state + "\"", World.LONG);
    }
    Books.assertAgree(world);
  }

  private void control(String action, String status, String state) {
    RestClient.Answer answer = world.rest().post("/api/system/control/" + action);
    assertEquals(200, answer.status(), answer::toString);
    assertLike(
        "{\"status\":\"started\",\"message\":\"System started successfully\"}", answer.json());
    assertEquals(status, answer.json().get("status").asText());
    world.awaitState(state);
  }

  @Test
  @Order(6)
  void whatWasSaidIsStillThereAfterAPowerCut() {
    List<JsonNode> before = world.events("");
    Events.assertGapless(before, 0);
    Set<String> types = new TreeSet<>();
    before.forEach(e -> types.add(e.get("event_type").asText()));
    assertTrue(
        types.containsAll(
            Set.of(
                "system_state_changed",
                "workflow_started",
                "workflow_step_completed",
                "workflow_completed",
                "order_intended",
                "order_filled")),
        types::toString);
    JsonNode portfolio = Books.portfolio(world);
    long pid = world.pid();
    world.kill();
    world.start();
    assertNotEquals(pid, world.pid());
    List<JsonNode> after = world.events("");
    assertTrue(after.size() > before.size());
    assertEquals(before, new ArrayList<>(after.subList(0, before.size())));
    Events.assertGapless(after, 0);
    Conditions.await(
        "reconciled", World.LONG, () -> Books.portfolio(world).get("reconciled").asBoolean());
    assertEquals(Books.positions(portfolio), Books.positions(Books.portfolio(world)));
    assertEquals(Books.cash(portfolio), Books.cash(Books.portfolio(world)));
    Books.assertAgree(world);
    Books.assertNewestPastIsThePresent(world);
  }

  private JsonNode run(String id) {
    return world.get("/api/workflows/" + id);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
