package io.orchestrator.test.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.OrchestratorProcess;
import io.orchestrator.test.process.OrchestratorProcess.Finished;
import io.orchestrator.test.process.RestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The real commands, as processes of their own, against one real node. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandLineTest {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Tokens must follow the configuration, so it is not the default here. */
  private static final String ISSUER = "desk-7";

  private static final int REFUSED = 1;
  private static final int USAGE = 2;
  private static final int UNREACHABLE = 3;
  private static final int UNAUTHORISED = 4;

  @TempDir static Path home;
  private static int httpPort;
  private static int streamPort;
  private static OrchestratorProcess server;
  private static String admin;

  @BeforeAll
  static void start() throws IOException {
    httpPort = freePort();
    streamPort = freePort();
    server = serve();
    server.awaitServing(LIMIT);
    admin = token("admin");
    awaitState("running", "degraded");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static OrchestratorProcess serve() {
    return OrchestratorProcess.serve(
        home,
        Map.of(
            "http.port", Integer.toString(httpPort),
            "websocket-port", Integer.toString(streamPort),
            "http.auth.issuer", ISSUER));
  }

  @Test
  @Order(1)
  void questionsAreAnsweredAsTablesAndAsJson() {
    JsonNode status = json("status");
    assertTrue(List.of("running", "degraded").contains(status.path("state").asText()), "" + status);
    JsonNode health = json("health");
    assertTrue(health.toString().contains("market_data"), health::toString);
    assertTrue(json("risk").toString().contains("var_95"));
    assertTrue(json("metrics").toString().contains("analysis_to_trade"));
    Finished table = client("events", "--type", "system_state_changed");
    assertEquals(0, table.exitCode(), table::output);
    assertTrue(table.output().contains("system_state_changed"), table::output);
  }

  @Test
  @Order(2)
  void aWorkflowIsRunWatchedAndFound() {
    Finished run =
        client("workflow", "run", "analysis_to_trade", "--symbols", "NOSUCHNAME", "--wait");
    assertEquals(REFUSED, run.exitCode(), run::output);
    assertTrue(run.output().contains("market.unknown_symbol"), run::output);
    JsonNode runs = json("workflow", "list").path("workflows");
    assertEquals(1, runs.size(), runs::toString);
    String id = runs.get(0).path("workflow_id").asText();
    JsonNode shown = json("workflow", "show", id);
    assertEquals("failed", shown.path("state").asText());
    Finished history = client("workflow", "show", id, "--history");
    assertEquals(0, history.exitCode(), history::output);
    assertFalse(history.output().isBlank());
    assertEquals(REFUSED, client("workflow", "show", "no-such-run").exitCode());
    Finished unknown = client("workflow", "run", "no_such_type");
    assertEquals(REFUSED, unknown.exitCode());
    assertTrue(unknown.output().contains("Known are analysis_to_trade"), unknown::output);
  }

  @Test
  @Order(3)
  void controlAndTradingDoWhatTheySayAndRefuseWhatIsIllegal() {
    assertEquals(0, client("control", "stop").exitCode());
    awaitState("ready");
    Finished again = client("control", "stop");
    assertEquals(REFUSED, again.exitCode(), again::output);
    assertTrue(again.output().contains("system.illegal_transition"), again::output);
    assertEquals(0, client("control", "start").exitCode());
    awaitState("running", "degraded");
    Finished halt = client("trading", "halt", "--reason", "a test");
    assertEquals(0, halt.exitCode(), halt::output);
    assertEquals("halted", json("status").path("trading_state").asText());
    assertEquals(0, client("trading", "resume", "--reason", "it is over").exitCode());
    assertEquals("active", json("status").path("trading_state").asText());
  }

  @Test
  @Order(4)
  void aPersonComparesTheBooksSetsLimitsAndOrders() {
    Conditions.await("equal books", LIMIT, () -> client("reconcile").exitCode() == 0);
    JsonNode report = json("reconcile", "list", "--limit", "1").path("reconciliations").get(0);
    assertEquals("clean", report.path("outcome").asText(), report::toString);
    Finished nothing =
        client("reconcile", "adopt", report.path("id").asText(), "--reason", "a test");
    assertEquals(REFUSED, nothing.exitCode(), nothing::output);
    assertTrue(nothing.output().contains("trading.nothing_to_adopt"), nothing::output);
    Finished free = client("reconcile", "release", "AAPL", "--reason", "a test");
    assertEquals(REFUSED, free.exitCode(), free::output);
    assertTrue(free.output().contains("trading.name_not_blocked"), free::output);
    JsonNode account = limits("max_order_quantity=50");
    assertEquals(50, account.path("max_order_quantity").asLong(), account::toString);
    limits("max_position=90000.5", "lot=10", "--symbol", "AAPL");
    JsonNode two = limits("restricted=true", "--symbol", "IBM").path("symbols");
    assertEquals(90000.5, two.path("AAPL").path("max_position").asDouble(), two::toString);
    JsonNode fewer = limits("max_position=none", "--symbol", "AAPL").path("symbols");
    assertFalse(fewer.path("AAPL").has("max_position"), fewer::toString);
    assertTrue(fewer.path("IBM").path("restricted").asBoolean(), fewer::toString);
    assertFalse(json("risk", "breaker").path("breakers").isEmpty());
    assertTrue(json("approvals").path("approvals").isEmpty());
    Finished large =
        client("order", "place", "IBM", "buy", "60", "--limit", "1", "--idempotency-key", "cli");
    assertEquals(REFUSED, large.exitCode(), large::output);
    JsonNode order = json("order", "list", "--symbol", "IBM").path("orders").get(0);
    assertEquals("manual/cli", order.path("client_order_id").asText());
    assertEquals("denied", order.path("status").asText(), order::toString);
    Finished none = client("order", "cancel", "manual/none");
    assertEquals(REFUSED, none.exitCode(), none::output);
    assertTrue(none.output().contains("order.not_found"), none::output);
  }

  private static JsonNode limits(String... change) {
    return json(
        Stream.of(
                Stream.of("risk", "limits", "set"),
                Stream.of(change),
                Stream.of("--reason", "a test"))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  @Test
  @Order(5)
  void exitCodesTellWhatWentWrong() throws IOException {
    assertEquals(USAGE, client("control", "dance").exitCode());
    assertEquals(USAGE, client("trading", "halt").exitCode());
    Finished nobody = command("status", "--url", "http://127.0.0.1:" + freePort(), "--token", "t");
    assertEquals(UNREACHABLE, nobody.exitCode(), nobody::output);
    Finished noToken = command("status", "--url", url());
    assertEquals(UNAUTHORISED, noToken.exitCode(), noToken::output);
    Finished viewer = command("control", "stop", "--url", url(), "--token", token("viewer"));
    assertEquals(UNAUTHORISED, viewer.exitCode(), viewer::output);
    assertTrue(viewer.output().contains("auth.forbidden"), viewer::output);
    Finished foreign =
        OrchestratorProcess.command(
            List.of("-Dorchestrator.home=" + home), List.of("token", "--role", "admin"), LIMIT);
    Finished refused = command("status", "--url", url(), "--token", lastLine(foreign.output()));
    assertEquals(UNAUTHORISED, refused.exitCode(), "a token of another issuer was accepted");
    Finished check = command("config", "check");
    assertEquals(0, check.exitCode(), check::output);
  }

  @Test
  @Order(6)
  void followingEventsGoesOnWithoutAGapAfterTheServerWasKilled() {
    try (OrchestratorProcess follower =
        OrchestratorProcess.background(
            home,
            List.of(
                "events",
                "--follow",
                "--json",
                "--token",
                admin,
                "--url",
                url(),
                "--stream-url",
                "ws://127.0.0.1:" + streamPort + "/"))) {
      Conditions.await(
          "a first followed event", LIMIT, () -> change() && !seqs(follower).isEmpty());
      server.kill();
      server = serve();
      server.awaitServing(LIMIT);
      long restarted = lastSeq();
      Conditions.await(
          "events of the restarted node",
          LIMIT,
          () -> change() && seqs(follower).stream().anyMatch(seq -> seq > restarted));
      List<Long> seen = seqs(follower);
      assertEquals(
          LongStream.rangeClosed(seen.getFirst(), seen.getLast()).boxed().toList(),
          seen,
          "events were lost, doubled or out of order");
    }
  }

  /** Causes an event. */
  private static boolean change() {
    RestClient rest = new RestClient(httpPort).withToken(admin);
    return rest.post("/api/trading/reduce", Map.of("reason", "test"), Map.of()).status() == 200
        && rest.post("/api/trading/resume", Map.of("reason", "test"), Map.of()).status() == 200;
  }

  private static long lastSeq() {
    RestClient rest = new RestClient(httpPort).withToken(admin);
    JsonNode events = rest.get("/api/system/events?order=desc&limit=1").json().path("events");
    return events.get(0).path("seq").asLong();
  }

  private static List<Long> seqs(OrchestratorProcess follower) {
    return follower.output().stream()
        .filter(line -> line.startsWith("{"))
        .map(line -> parse(line).path("seq").asLong())
        .toList();
  }

  private static void awaitState(String... wanted) {
    RestClient rest = new RestClient(httpPort).withToken(admin);
    Conditions.await(
        "state " + List.of(wanted),
        LIMIT,
        () ->
            List.of(wanted).contains(rest.get("/api/system/status").json().path("state").asText()));
  }

  private static JsonNode json(String... arguments) {
    Finished end =
        client(Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new));
    assertEquals(0, end.exitCode(), end::output);
    return parse(end.output());
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  private static Finished client(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", url(), "--token", admin));
    return OrchestratorProcess.command(List.of(), all, LIMIT);
  }

  private static Finished command(String... arguments) {
    return OrchestratorProcess.command(List.of(), List.of(arguments), LIMIT);
  }

  private static String token(String role) {
    Finished end =
        OrchestratorProcess.command(
            List.of("-Dorchestrator.home=" + home, "-Dorchestrator.http.auth.issuer=" + ISSUER),
            List.of("token", "--role", role),
            LIMIT);
    assertEquals(0, end.exitCode(), end::output);
    return lastLine(end.output());
  }

  private static String lastLine(String text) {
    return text.lines().toList().getLast().strip();
  }

  private static String url() {
    return "http://127.0.0.1:" + httpPort;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
