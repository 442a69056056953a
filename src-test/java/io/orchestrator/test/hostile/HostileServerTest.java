package io.orchestrator.test.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestrator.adapters.simulator.Simulator;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.domain.common.Sha256;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.auth.AuthSettings;
import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.http.auth.Tokens;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.Npm;
import io.orchestrator.test.process.OrchestratorProcess;
import io.orchestrator.test.process.RestClient;
import io.orchestrator.test.process.StreamClient;
import io.orchestrator.test.process.TraceCollector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One running node meets everything that should not happen, and is well after each of it. */
class HostileServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(120);

  @TempDir static Path home;
  @TempDir static Path market;
  private static Simulator simulator;
  private static HostileGateway gateway;
  private static TraceCollector collector;
  private static OrchestratorProcess server;
  private static OrchestratorProcess.Node node;
  private static RestClient admin;

  @BeforeAll
  static void start() throws IOException {
    simulator = Simulator.start(SimulatorSettings.DEFAULT.onFreePorts().inDirectory(market));
    gateway = new HostileGateway(simulator.gateway().port());
    Map<String, String> config = new HashMap<>();
    config.put("iqfeed.host", "127.0.0.1");
    config.put("iqfeed.level-one-port", "" + simulator.feed().levelOnePort());
    config.put("iqfeed.lookup-port", "" + simulator.feed().lookupPort());
    config.put("iqfeed.admin-port", "" + simulator.feed().adminPort());
    config.put("ibkr.host", "127.0.0.1");
    config.put("ibkr.restarts.daily", ""); // the tests run at every hour
    config.put("ibkr.port", "" + gateway.port());
    config.put("ibkr.handshake-timeout", "3s");
    config.put("ibkr.reconnect-min", "200ms");
    config.put("ibkr.reconnect-max", "1s");
    config.put("health-check-interval", "1s");
    collector = new TraceCollector();
    config.put("tracing.endpoint", collector.endpoint());
    config.put("http.rates.failure-burst", "500"); // what is tried here is no guessing
    configure("INFO", "20");
    server =
        OrchestratorProcess.serve(
            home, config, Map.of("orchestrator.config", configuration().toString()));
    node = server.awaitServing(LIMIT);
    admin = new RestClient(node.httpPort()).login("admin", server.adminPassword());
    awaitWell();
  }

  private static Path configuration() {
    return market.resolve("own.conf");
  }

  private static void configure(String logLevel, String repeats) throws IOException {
    configure(logLevel, repeats, "");
  }

  private static void configure(String logLevel, String repeats, String more) throws IOException {
    Files.writeString(
        configuration(),
        "orchestrator { log-level = "
            + logLevel
            + ", cache.analysis = 2h, risk-limits.max-repeats = "
            + repeats
            + more
            + " }");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    collector.close();
    gateway.close();
    simulator.close();
  }

  /** Whatever a test did: the node is well, and an ordinary request is answered. */
  @AfterEach
  void isWell() {
    awaitWell();
    assertEquals(200, admin.get("/api/system/events?limit=1").status());
    assertTrue(server.alive());
  }

  private static void awaitWell() {
    for (String service : List.of("database", "market_data", "trading")) {
      awaitService(service, "healthy");
    }
    Conditions.await(
        "prices and risk", LIMIT, () -> admin.get("/api/risk").status() == 200 && quoted() != null);
  }

  private static String awaitService(String name, String... wanted) {
    return Conditions.await(
        name + " " + List.of(wanted),
        LIMIT,
        () -> {
          JsonNode service = service(name);
          return List.of(wanted).contains(service.path("status").asText())
              ? service.path("detail").asText()
              : null;
        });
  }

  private static JsonNode service(String name) {
    JsonNode answer = admin.get("/api/system/health").json();
    JsonNode found = answer.findValue(name);
    return found == null ? answer : found;
  }

  @Test
  void requestsThatAreWrongAreRefusedByNameWithAdvice() throws Exception {
    String run = "/api/system/workflow/analysis_to_trade";
    refused(404, "workflow.unknown_type", post("/api/system/workflow/nope", "{}"));
    refused(400, "request.malformed_json", post(run, "{\"parameters\":"));
    refused(400, "request.malformed_json", post(run, "[1]"));
    refused(400, "request.malformed_json", post(run, "[".repeat(5000)));
    refused(400, "request.malformed_json", post(run, "{\"parameters\":{},\"parameters\":{}}"));
    refused(400, "request.invalid", post(run, "{\"extra\":1}"));
    refused(400, "workflow.bad_parameters", post(run, "{\"parameters\":{\"symbols\":7}}"));
    refused(400, "workflow.bad_parameters", post(run, "{\"parameters\":{\"nonsense\":7}}"));
    refused(413, "request.too_large", post(run, " ".repeat(3_000_000)));
    refused(404, "request.not_found", send(request("/api/../../etc/passwd").GET()));
    refused(405, "request.method_not_allowed", send(request("/api/system/status").DELETE()));
    refused(400, "request.invalid", send(request("/api/system/events?limit=-1&x=1").GET()));
    refused(404, "system.unknown_action", post("/api/system/control/dance", ""));
  }

  /** A sample of {@link FuzzTest}: what does not stop, halt or lock out this node. */
  @Test
  void aSampleOfEverythingThatCanBeSentBreaksNothing() throws Exception {
    onDemand();
    long seed = Long.getLong("fuzz.seed", 1L);
    SigningKeys keys = SigningKeys.openOrCreate(home, SigningKeys.Use.TOKENS);
    Tokens tokens = new Tokens(keys, AuthSettings.DEFAULT, Clock.systemUTC());
    var routes =
        new RouteFuzzer(
            node.httpPort(),
            admin.get("/openapi.json").json(),
            route ->
                route.startsWith("GET ")
                    || route.matches("POST /api/(orders/what-if|approvals.*|alerts/.*/ack)"),
            random -> tokens.issue("fuzz-" + random.nextInt(50), Role.RISK, Duration.ofMinutes(10)),
            seed);
    for (long n = 0; n < routes.routes(); n++) {
      routes.request(n);
    }
    var streams = new StreamFuzzer(node.webSocketPort(), viewer(tokens), seed);
    streams.talk(0, 40);
    assertEquals(List.of(), routes.faults());
    assertEquals(List.of(), streams.faults());
  }

  @Test
  void dashboardsAndRulesAskForMetricsThatExist() throws Exception {
    onDemand();
    Path folder = Path.of("..", "deploy", "monitoring").toAbsolutePath().normalize();
    List<String> expressions = MonitoringFiles.expressions(folder);
    assertTrue(expressions.size() > 40, "only " + expressions.size());
    assertEquals(Set.of(), MonitoringFiles.missing(expressions, admin.get("/metrics").body()));
  }

  /** {@code ws}, a parser of Prometheus' text, a validator of OpenAPI: none of them ours. */
  @Test
  void foreignClientsOfStreamMetricsAndOpenApiUnderstandIt() throws Exception {
    onDemand();
    Path scripts = Path.of("node").toAbsolutePath();
    Npm.installedOrSkip(scripts);
    SigningKeys keys = SigningKeys.openOrCreate(home, SigningKeys.Use.TOKENS);
    String token =
        new Tokens(keys, AuthSettings.DEFAULT, Clock.systemUTC())
            .issue("node", Role.TRADER, Duration.ofMinutes(10));
    var outcome =
        Npm.run(
            scripts,
            List.of(
                "env",
                "DOOR_REST=http://127.0.0.1:" + node.httpPort(),
                "DOOR_STREAM=ws://127.0.0.1:" + node.webSocketPort(),
                "DOOR_TOKEN=" + token,
                "node",
                "door-session.mjs"),
            Duration.ofMinutes(2));
    assertEquals(0, outcome.exit(), outcome.output());
  }

  @Test
  void aChangedConfigurationIsReloadedAndABrokenOneChangesNothing() throws Exception {
    onDemand();
    var limits = admin.get("/api/risk/limits").json();
    configure("DEBUG", "19");
    var reloaded = admin.post("/api/config/reload", Map.of(), Map.of());
    assertEquals(200, reloaded.status(), reloaded.body());
    assertEquals(
        List.of("orchestrator.log-level", "orchestrator.risk-limits.max-repeats"),
        reloaded.json().path("applied").findValuesAsText("key"));
    var held = admin.get("/api/risk/limits").json();
    assertEquals(19, held.findValue("max_repeats").asInt(), held.toString());
    assertTrue(held.path("version").asLong() > limits.path("version").asLong(), held.toString());
    var shown = admin.get("/api/config?prefix=log-level").json().path("entries").path(0);
    assertEquals("\"DEBUG\"", shown.path("value").asText());
    assertTrue(shown.path("origin").asText().contains("own.conf"), shown.toString());
    configure("LOUD", "twenty");
    var broken = admin.post("/api/config/reload", Map.of(), Map.of());
    assertEquals(409, broken.status());
    assertTrue(broken.body().contains("max-repeats") && broken.body().contains("log-level"));
    assertEquals(19, admin.get("/api/risk/limits").json().findValue("max_repeats").asInt());
    configure("INFO", "20");
    assertEquals(200, admin.post("/api/config/reload", Map.of(), Map.of()).status());
    String all = admin.get("/api/config").body();
    assertFalse(all.contains(server.adminPassword()));
  }

  /** The real heap of a real process against marks that it is above of, until they change again. */
  @Test
  void aboveTheWatermarkCostlyWorkIsRefusedAndKillsCancelsAndQuestionsAreNot() throws Exception {
    configure("INFO", "20", ", resources.memory { high-watermark = 0.001, low-watermark = 0 }");
    assertEquals(200, admin.post("/api/config/reload", Map.of(), Map.of()).status());
    String run = "/api/system/workflow/analysis_to_trade";
    Conditions.await("load is shed", LIMIT, () -> memory().path("scarce").asBoolean());
    var refused = post(run, "{\"parameters\":{\"symbols\":[\"NOSUCHNAME\"]}}");
    assertEquals(503, refused.statusCode(), refused.body());
    assertTrue(refused.body().contains("system.memory_low"), refused.body());
    assertTrue(refused.headers().firstValue("Retry-After").isPresent());
    assertEquals(200, admin.get("/api/system/status").status());
    assertEquals(200, post("/api/trading/reduce", "{\"reason\":\"a test\"}").statusCode());
    assertEquals(200, post("/api/trading/resume", "{\"reason\":\"a test\"}").statusCode());
    assertTrue(admin.get("/metrics").body().contains("\norchestrator_memory_scarce 1.0"));
    configure("INFO", "20");
    assertEquals(200, admin.post("/api/config/reload", Map.of(), Map.of()).status());
    Conditions.await("both are told", LIMIT, () -> told("memory_pressure_ended"));
    assertTrue(told("memory_pressure_began"));
  }

  private static JsonNode memory() {
    return admin.get("/api/system/metrics").json().findValue("memory");
  }

  private static boolean told(String type) {
    var events = admin.get("/api/system/events?type=" + type).json().path("events");
    return !events.isEmpty() && events.path(0).path("data").path("used").asDouble() > 0;
  }

  private static void onDemand() {
    assumeTrue(Boolean.getBoolean("door.tests"), "on demand: -Ddoor.tests=true");
  }

  private static String viewer(Tokens tokens) {
    return tokens.issue("fuzz-viewer", Role.VIEWER, Duration.ofMinutes(10));
  }

  @Test
  void anUnknownSymbolFailsTheRunWithItsReason() throws Exception {
    var answer =
        post(
            "/api/system/workflow/analysis_to_trade",
            "{\"parameters\":{\"symbols\":[\"NOSUCHNAME\"]}}");
    assertEquals(200, answer.statusCode(), answer::body);
    assertTrue(answer.body().contains("market.unknown_symbol"), answer::body);
    assertTrue(answer.body().contains("\"failed\""), answer::body);
    String id = new ObjectMapper().readTree(answer.body()).path("workflow_id").asText();
    Conditions.await(
        "the run and its step at the collector of traces",
        LIMIT,
        () -> traced(id, "analysis_to_trade") && traced(id, "fetch_market_data"));
  }

  /** Ids of a trace are sixteen bytes, which follow from the id of the run. */
  private static boolean traced(String workflowId, String span) {
    byte[] trace = HexFormat.of().parseHex(Sha256.hex("trace/" + workflowId).substring(0, 32));
    String bytes = new String(trace, StandardCharsets.ISO_8859_1);
    return collector.requests().stream()
        .anyMatch(r -> r.contains(bytes) && r.contains(span) && r.contains(workflowId));
  }

  @Test
  void bytesThatAreNoRequestsDoNotHurt() throws IOException {
    raw("POST /api/auth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"user");
    raw("GET /api/system/sta");
    raw("\u0000\u0001\u0002 not HTTP\r\n\r\n");
    raw("GET / HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(200_000) + "\r\n\r\n");
    raw("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n");
    raw("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFF\r\n");
  }

  /** Sends and closes, as a client does that dies. */
  private static void raw(String text) throws IOException {
    for (int port : new int[] {node.httpPort(), node.webSocketPort()}) {
      try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
      }
    }
  }

  @Test
  void tokensThatAreExpiredForgedOrUnsignedAreRefused() throws Exception {
    SigningKeys keys = SigningKeys.openOrCreate(home, SigningKeys.Use.TOKENS);
    Clock yesterday = Clock.fixed(Instant.now().minus(Duration.ofDays(1)), ZoneOffset.UTC);
    Duration hour = Duration.ofHours(1);
    String expired =
        new Tokens(keys, AuthSettings.DEFAULT, yesterday).issue("eve", Role.ADMIN, hour);
    String forged =
        new Tokens(SigningKeys.ephemeral(), AuthSettings.DEFAULT, Clock.systemUTC())
            .issue("eve", Role.ADMIN, hour);
    String viewer =
        new Tokens(keys, AuthSettings.DEFAULT, Clock.systemUTC()).issue("eve", Role.VIEWER, hour);
    String[] parts = viewer.split("\\.");
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String asAdmin = encoded(claims.replace("\"viewer\"", "\"viewer\",\"admin\""));
    refused(401, "auth.token_expired", status(expired));
    refused(401, "auth.token_invalid", status(forged));
    refused(401, "auth.token_invalid", status(parts[0] + "." + asAdmin + "." + parts[2]));
    refused(401, "auth.token_invalid", status(encoded("{\"alg\":\"none\"}") + "." + asAdmin + "."));
    refused(401, "auth.token_invalid", status("x.y.z"));
    refused(401, "auth.token_invalid", status("a".repeat(6000)));
    assertEquals(200, status(viewer).statusCode());
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aStreamingClientIsAnsweredClearlyAndOnlyItselfIsCutOff() {
    try (StreamClient good = new StreamClient(node.webSocketPort(), admin.token());
        StreamClient bad = new StreamClient(node.webSocketPort(), admin.token())) {
      bad.awaitType("welcome", LIMIT);
      bad.send(Map.of("type", "dance"));
      awaitError(bad, "stream.unknown_type");
      bad.send(List.of(1, 2, 3));
      awaitError(bad, "request.");
      bad.send(Map.of("type", "subscribe", "symbols", 7));
      awaitError(bad, "request.invalid");
      bad.send(Map.of("type", "ping", "request_id", "r".repeat(300 * 1024)));
      awaitError(bad, "stream.message_too_large");
      good.send(Map.of("type", "ping"));
      good.awaitType("pong", LIMIT);
    }
  }

  private static void awaitError(StreamClient client, String code) {
    client.await(
        "error " + code,
        LIMIT,
        m -> m.path("type").asText().equals("error") && m.path("code").asText().startsWith(code));
  }

  @Test
  void linesOfTheFeedThatAreCutOrGarbageAreOvercome() {
    simulator.feedFaults().cutNextLine();
    for (String line :
        List.of(
            "Q,AAPL,abc,-1,NaN",
            "P",
            ",,,,,,,,,,,,,,",
            "S,",
            "\u0000\u0001\u0002",
            "Q,AAPL," + "9".repeat(2_000_000))) {
      simulator.feedFaults().garbage(line);
    }
    awaitNewQuote();
  }

  @Test
  void aFrozenFeedDegradesAndComesBack() {
    try (StreamClient client = new StreamClient(node.webSocketPort(), admin.token())) {
      client.awaitType("welcome", LIMIT);
      client.send(Map.of("type", "subscribe", "channels", List.of("events")));
      simulator.feedFaults().freeze();
      awaitService("market_data", "unhealthy", "critical", "degraded");
      client.awaitEvent("system_state_changed", "degraded", LIMIT);
    } finally {
      simulator.feedFaults().thaw();
    }
    awaitNewQuote();
  }

  /** A price that is newer than what was known reaches a reader. */
  private static void awaitNewQuote() {
    Instant known = quoted();
    Conditions.await("a newer quote", LIMIT, () -> quoted().isAfter(known));
  }

  private static Instant quoted() {
    JsonNode quotes = admin.get("/api/market/quotes?symbols=AAPL").json();
    JsonNode timestamp = quotes.findValue("timestamp");
    assertTrue(timestamp != null && quotes.findValue("last").asDouble() > 1, quotes::toString);
    return Instant.parse(timestamp.asText());
  }

  @Test
  void aGatewayThatIsNoneIsSaidAndLeftBehind() throws IOException {
    for (HostileGateway.Mode mode :
        List.of(
            HostileGateway.Mode.HUGE_FRAME,
            HostileGateway.Mode.SILENT,
            HostileGateway.Mode.NOISE)) {
      gateway.become(mode);
      String detail = awaitService("trading", "unhealthy", "critical", "degraded");
      assertFalse(detail.isBlank(), "no reason is given for " + mode);
      Conditions.await("it tries again", LIMIT, () -> gateway.met() >= 2);
    }
    gateway.become(HostileGateway.Mode.PASS);
    awaitService("trading", "healthy");
    String log = Files.readString(home.resolve("logs").resolve("orchestrator.log"));
    assertFalse(log.contains("OutOfMemoryError"), "the frame's length was believed");
  }

  private static void refused(int status, String code, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer::body);
    JsonNode problem = new RestClient.Answer(answer.statusCode(), answer.body()).json();
    assertEquals(code, problem.path("code").asText(), answer::body);
    assertFalse(problem.path("advice").asText().isBlank(), answer::body);
  }

  private static HttpResponse<String> status(String token) throws Exception {
    return send(
        HttpRequest.newBuilder(uri("/api/system/status"))
            .header("Authorization", "Bearer " + token));
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + admin.token());
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + node.httpPort() + path);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
