package io.orchestrator.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.domain.event.EventDraft;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.risk.Guard;
import io.orchestrator.domain.risk.RiskReport;
import io.orchestrator.domain.risk.Violation;
import io.orchestrator.domain.risk.ViolationType;
import io.orchestrator.domain.risk.Warning;
import io.orchestrator.http.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the dashboard was built for is what this server says: {@code dashboard/contract} holds the
 * shape of every message and the endpoints that the page uses, and {@code
 * dashboard/test/contract.test.ts} holds the page's types against the same files. Run with {@code
 * -Ddashboard.contract=write} to write them anew, then look at what the page must learn.
 */
class DashboardContractTest {
  private static final Path FOLDER = Path.of("../dashboard/contract").toAbsolutePath().normalize();
  private static final boolean WRITE = "write".equals(System.getProperty("dashboard.contract"));
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

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
  void messagesHaveTheShapesThatTheDashboardReads() throws IOException {
    compare("messages.json", shapes(messages()));
  }

  @Test
  void endpointsAnswerAsTheDashboardReads() throws IOException {
    Map<String, Object> document =
        Json.map(server.send(HttpRequest.newBuilder(server.uri("/openapi.json"))).body());
    @SuppressWarnings("unchecked")
    var paths = (Map<String, Map<String, Object>>) document.get("paths");
    Map<String, Object> used = new TreeMap<>();
    for (Object name : JSON.readValue(FOLDER.resolve("endpoints.json").toFile(), List.class)) {
      String[] parts = name.toString().split(" ");
      Map<String, Object> path = paths.get(parts[1]);
      assertNotNull(path, "the dashboard uses " + name + ", which this server does not have");
      @SuppressWarnings("unchecked")
      var operation = (Map<String, Object>) path.get(parts[0].toLowerCase(Locale.ROOT));
      assertNotNull(operation, "the dashboard uses " + name);
      used.put(name.toString(), essence(operation));
    }
    compare("openapi.json", used);
  }

  /** What the page depends on; summaries and problems are not. */
  private static Map<String, Object> essence(Map<String, Object> operation) {
    Map<String, Object> kept = new TreeMap<>(operation);
    kept.keySet().retainAll(List.of("requestBody", "responses", "x-role"));
    kept.computeIfPresent(
        "responses", (key, responses) -> Map.of("200", ((Map<?, ?>) responses).get("200")));
    return kept;
  }

  private static void compare(String file, Map<String, Object> now) throws IOException {
    Path path = FOLDER.resolve(file);
    String text = JSON.writeValueAsString(now) + "\n";
    if (WRITE) {
      Files.writeString(path, text);
    }
    assertEquals(
        JSON.readTree(path.toFile()),
        JSON.readTree(text),
        "the server says something else than dashboard/"
            + file
            + ": run this test with -Ddashboard.contract=write, then npm run check in dashboard");
  }

  /** One of each type, as it comes over a real socket. */
  private static Map<String, Map<String, Object>> messages() {
    Map<String, Map<String, Object>> seen = new TreeMap<>();
    try (var open = StreamClient.connect(server, "/", "")) {
      note(seen, open.next("auth_required"));
    }
    try (var client = StreamClient.connect(server, "/", server.token(Role.RISK))) {
      client.collectUntil("health_update").forEach(m -> note(seen, m));
      client.send("{\"type\":\"authenticate\",\"token\":\"" + server.token(Role.RISK) + "\"}");
      client.send("{\"type\":\"ping\",\"request_id\":\"q\"}");
      client.collectUntil("pong").forEach(m -> note(seen, m));
      client.send("{\"type\":\"subscribe\",\"symbols\":[\"AAPL\"],\"timeframe\":\"1m\"}");
      client.collectUntil("market_data").forEach(m -> note(seen, m));
      client.send("{\"type\":\"dance\"}");
      note(seen, client.next("error"));
      server.world.happen(EventDraft.of("noted", "test", Severity.WARNING, Map.of("a", 1)));
      note(seen, client.next("system_event"));
      server.world.happen(
          EventDraft.of(
              EventTypes.ALERT_RAISED,
              "alerts",
              Severity.CRITICAL,
              Map.of("id", "alert-7", "key", "breaker_tripped/daily_loss", "count", 1)));
      note(seen, client.next("alert"));
      client.send("{\"type\":\"resume\",\"epoch\":\"another\",\"after_seq\":0}");
      note(seen, client.next("resumed"));
      published(seen, client);
      run(seen, client);
    }
    return seen;
  }

  private static void published(Map<String, Map<String, Object>> seen, StreamClient client) {
    RiskReport quiet = Scripted.riskReport();
    var violation =
        new Violation(
            ViolationType.CONCENTRATION, 0.4, 0.3, "AAPL", Scripted.NOON, Optional.empty());
    var warning =
        new Warning(
            ViolationType.CONCENTRATION, "AAPL", 0.29, 0.3, Optional.empty(), Scripted.NOON);
    var risk =
        new RiskReport(
            quiet.metrics(),
            quiet.limits(),
            List.of(violation),
            quiet.breakers(),
            quiet.tradingState(),
            quiet.haltEpoch(),
            new Guard(quiet.guard().limits(), List.of(warning)));
    server.world.publish(new LiveFeed.RiskUpdate(risk));
    note(seen, client.next("risk_update"));
    server.world.publish(new LiveFeed.ViolationUpdate(violation));
    note(seen, client.next("risk_violation"));
    var bar = new Bar(Symbol.of("AAPL"), Timeframe.M1, Scripted.NOON, 1, 2, 1, 2, 5);
    server.world.publish(new LiveFeed.BarUpdate(bar, true, 1, false));
    note(seen, client.next("bar"));
    server.post(
        "/api/orders",
        Role.TRADER,
        "{\"symbol\":\"AAPL\",\"side\":\"buy\",\"quantity\":1}",
        "Idempotency-Key",
        "contract");
    var order =
        server
            .world
            .facades()
            .trading()
            .find(new ClientOrderId("manual/contract"))
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join()
            .orElseThrow();
    server.world.publish(new LiveFeed.OrderUpdate(order));
    note(seen, client.next("order_update"));
  }

  private static void run(Map<String, Map<String, Object>> seen, StreamClient client) {
    client.send(
        "{\"type\":\"execute_workflow\",\"workflow\":\"analysis_to_trade\",\"params\":{},"
            + "\"request_id\":\"q\"}");
    Map<String, Object> progress = client.next("workflow_progress");
    note(seen, progress);
    String id = (String) StreamClient.data(progress).get("workflow_id");
    server.world.workflows.finish(id);
    note(seen, client.next("workflow_result"));
  }

  private static void note(Map<String, Map<String, Object>> seen, Map<String, Object> message) {
    seen.putIfAbsent((String) message.get("type"), message);
  }

  private static Map<String, Object> shapes(Map<String, Map<String, Object>> messages) {
    Map<String, Object> shapes = new TreeMap<>();
    messages.forEach((type, message) -> shapes.put(type, shape("", message)));
    return shapes;
  }

  /** Names and kinds without the values, but for words that decide what something is. */
  private static Object shape(String name, Object value) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> map -> {
        Map<String, Object> shape = new LinkedHashMap<>();
        map.forEach((key, item) -> shape.put(key.toString(), shape(key.toString(), item)));
        yield shape;
      }
      case List<?> list -> list.stream().limit(1).map(item -> shape("", item)).toList();
      case Number number -> 0;
      case Boolean flag -> false;
      default -> name.equals("type") || name.equals("severity") ? value : "";
    };
  }
}
