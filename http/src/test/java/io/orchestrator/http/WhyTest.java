package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderConditions;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.order.OrderType;
import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.order.TimeInForce;
import io.orchestrator.domain.port.Users.Role;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a run and an order say about themselves, as JSON and as a page. */
class WhyTest {
  private static final String HOSTILE = "<script>alert('x')</script>";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.plain();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String runWithAnOrder() {
    return runWithAnOrder("analysis_to_trade", "run_analysis", "\"note\":\"" + HOSTILE + "\"");
  }

  private static String runWithAnOrder(String workflow, String step, String parameters) {
    var started =
        server.post(
            "/api/system/workflow/" + workflow,
            Role.OPERATOR,
            "{\"parameters\":{\"at_once\":true," + parameters + "}}");
    String id = (String) TestServer.json(started).get("workflow_id");
    event(EventTypes.WORKFLOW_STEP_COMPLETED, Map.of("workflow_id", id, "step", step), id);
    server.world.trading.submit(
        new OrderRequest(
            new ClientOrderId(id + "/execute_trades/0"),
            Symbol.of("AAPL"),
            Side.BUY,
            7,
            OrderType.MARKET,
            Optional.empty(),
            TimeInForce.DAY,
            id,
            "workflow:" + id,
            OrderConditions.NONE));
    event(
        EventTypes.ORDER_INTENDED,
        Map.of("client_order_id", id + "/execute_trades/0", "symbol", "AAPL"),
        id);
    return id;
  }

  private static void event(String type, Map<String, Object> data, String correlation) {
    server
        .world
        .facades()
        .events()
        .record(new EventDraft(type, "test", Severity.INFO, data, correlation));
  }

  @Test
  void aRunNamesItsOrdersItsStepsAndTheirEvents() {
    String id = runWithAnOrder();
    Map<String, Object> why = TestServer.json(ok("/api/workflows/" + id + "/why"));
    assertEquals(id, why.get("workflow_id"));
    assertEquals("tester", why.get("requested_by"));
    var order = (Map<?, ?>) ((List<?>) why.get("orders")).getFirst();
    assertEquals(id + "/execute_trades/0", order.get("client_order_id"));
    var events = (List<?>) order.get("events");
    assertEquals("order_intended", ((Map<?, ?>) events.getFirst()).get("event_type"));
    var step = (Map<?, ?>) ((List<?>) why.get("chain")).getFirst();
    assertEquals("run_analysis", step.get("step"));
    assertTrue(step.get("seq") instanceof Number, step::toString);
    assertEquals(Map.of("signals", 3), step.get("output"));
    assertEquals(List.of("data_hash"), why.get("missing"));
  }

  @Test
  void anOrderOfARebalancingNamesItsTargetAndItsData() {
    String id =
        runWithAnOrder(
            "portfolio_rebalance",
            "calculate_targets",
            "\"results\":{\"analyze_portfolio\":{\"data\":{\"data_hash\":\"ab\"}},"
                + "\"calculate_targets\":{\"targets\":[{\"symbol\":\"AAPL\",\"target_weight\":0.2},"
                + "{\"symbol\":\"MSFT\",\"target_weight\":0.1}]},"
                + "\"generate_orders\":{\"orders\":[{\"symbol\":\"AAPL\",\"quantity\":7}]}}");
    Map<String, Object> why =
        TestServer.json(ok("/api/orders/" + id + "%2Fexecute_trades%2F0/why"));
    assertEquals(
        Map.of("data", Map.of("data_hash", "ab")),
        ((Map<?, ?>) why.get("data_window")).get("output"));
    var targets = (Map<?, ?>) why.get("analysis");
    assertEquals("calculate_targets", targets.get("step"));
    assertTrue(targets.get("seq") instanceof Number, targets::toString);
    assertEquals(
        Map.of("targets", List.of(Map.of("symbol", "AAPL", "target_weight", 0.2))),
        targets.get("output"));
    assertEquals("generate_orders", ((Map<?, ?>) why.get("signal")).get("step"));
    assertEquals(List.of("risk_decision"), why.get("missing"));
  }

  @Test
  void thePageIsReadableAndHarmless() {
    String id = runWithAnOrder();
    HttpResponse<String> page = ok("/api/workflows/" + id + "/why?format=html");
    assertTrue(
        page.headers().firstValue("Content-Type").orElse("").startsWith("text/html"),
        page.headers()::toString);
    assertTrue(page.body().contains("AAPL"), page.body());
    assertTrue(page.body().contains("<th>Risk decision</th>"), page.body());
    assertTrue(page.body().contains("&lt;script&gt;"), page.body());
    assertFalse(page.body().contains("<script"), page.body());
    HttpResponse<String> order = ok("/api/orders/" + id + "%2Fexecute_trades%2F0/why?format=html");
    assertTrue(order.body().contains("AAPL"), order.body());
  }

  @Test
  void whatIsNotThereIsRefused() {
    assertEquals(404, server.get("/api/workflows/nobody/why", Role.VIEWER).statusCode());
    assertEquals(400, server.get("/api/workflows/nobody/why?format=pdf", Role.VIEWER).statusCode());
  }

  private static HttpResponse<String> ok(String path) {
    HttpResponse<String> response = server.get(path, Role.VIEWER);
    assertEquals(200, response.statusCode(), response.body());
    return response;
  }
}
