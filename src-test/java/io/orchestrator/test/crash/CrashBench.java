package io.orchestrator.test.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.adapters.simulator.Simulator;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.adapters.simulator.exchange.BrokerExecution;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.OrchestratorProcess;
import io.orchestrator.test.process.RestClient;
import io.orchestrator.test.process.StartArchive;
import io.orchestrator.test.process.StreamClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * Market and broker in this process, the program in another: the broker outlives every death of the
 * program, as in reality. One data directory for all lives, so models are trained once.
 */
final class CrashBench implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final List<String> SYMBOLS =
      List.of("AAPL", "MSFT", "GOOGL", "AMZN", "NVDA", "AMD", "JPM", "BAC");

  /** Of net liquidation; each run wants so much more than the last, so that each has orders. */
  private static final double FRACTION_STEP = 0.002;

  final Simulator simulator;
  private final Path home;
  private final Path crashFile;
  private final Path archiveDirectory;
  private final boolean manyLives;
  private StartArchive archive;
  private String password = "";
  private int runs;
  private OrchestratorProcess process;
  private RestClient rest;
  private StreamClient stream;

  /**
   * @param manyLives so many that an archive of the program's classes pays
   */
  CrashBench(Path directory, boolean manyLives) throws IOException {
    this.manyLives = manyLives;
    archiveDirectory = directory.resolve("archive");
    home = directory.resolve("home");
    crashFile = directory.resolve("crash-at");
    SimulatorSettings settings =
        SimulatorSettings.DEFAULT.onFreePorts().inDirectory(directory.resolve("broker"));
    simulator =
        Simulator.start(
            new SimulatorSettings(
                settings.market(),
                settings.feed(),
                settings.exchange().withStartingCash(new BigDecimal("10000000")),
                settings.gateway()));
  }

  /** Starts the program, unless it runs, and waits until it works. */
  void up() {
    if (process != null && process.alive()) {
      return;
    }
    process = started();
    OrchestratorProcess.Node node = process.awaitServing(PATIENCE);
    if (password.isEmpty()) {
      password = process.adminPassword();
    }
    rest = new RestClient(node.httpPort()).login("admin", password);
    stream = new StreamClient(node.webSocketPort(), rest.token());
    stream.send(Map.of("type", "subscribe", "channels", List.of("events", "workflows", "orders")));
  }

  private OrchestratorProcess started() {
    if (!manyLives) {
      return OrchestratorProcess.serve(home, config(), properties(), StartArchive.QUICK_START);
    }
    if (archive == null) {
      archive = StartArchive.make(archiveDirectory, config(), properties());
    }
    return archive.serve(home, config(), properties());
  }

  private Map<String, String> config() {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("iqfeed.host", "127.0.0.1");
    config.put("iqfeed.level-one-port", String.valueOf(simulator.feed().levelOnePort()));
    config.put("iqfeed.lookup-port", String.valueOf(simulator.feed().lookupPort()));
    config.put("iqfeed.admin-port", String.valueOf(simulator.feed().adminPort()));
    config.put("ibkr.host", "127.0.0.1");
    config.put("ibkr.restarts.daily", ""); // the tests run at every hour
    config.put("ibkr.port", String.valueOf(simulator.gateway().port()));
    config.put("ibkr.reconnect-min", "200ms");
    // A frozen gateway is left sooner than the 45 s of production.
    config.put("ibkr.heartbeat-interval", "1s");
    config.put("ibkr.silence-limit", "4s");
    config.put("health-check-interval", "2s");
    config.put("workflow.wake-interval", "2s");
    // A slow machine must not turn a restart into an order that is too old to be sent.
    config.put("trading.intent-ttl", "20m");
    // These tests are about orders, not about opinions and appetite.
    config.put("signals.min-engine-confidence", "0");
    config.put("signals.min-agreement", "0");
    config.put("signals.min-strength", "0");
    config.put("signals.min-confidence", "0");
    config.put("risk-limits.var-95-limit", "10000000");
    config.put("risk-limits.max-daily-loss", "10000000");
    config.put("risk.guard.loss-streak", "1000000");
    config.put("risk.guard.error-rate", "1");
    config.put("risk-limits.max-orders-per-minute", "1000");
    config.put("risk-limits.max-order-notional", "1000000");
    config.put("risk-limits.max-notional-per-minute", "1000000000");
    return config;
  }

  private Map<String, String> properties() {
    return Map.of(
        "akka.actor.serializers.orchestrator-journal",
        CrashingJournalSerializer.class.getName(),
        CrashingJournalSerializer.FILE,
        crashFile.toString());
  }

  OrchestratorProcess process() {
    return process;
  }

  RestClient rest() {
    return rest;
  }

  StreamClient stream() {
    return stream;
  }

  /** The program dies in the middle of the n-th such write from now on. */
  void dieAtWrite(int n, String names) {
    CrashingJournalSerializer.arm(crashFile, n, names);
  }

  /** Counts such writes from now on and kills nobody. */
  void countWrites(String names) {
    dieAtWrite(Integer.MAX_VALUE, names);
  }

  /** How many such writes there were since. */
  int writes() {
    Path count = CrashingJournalSerializer.countFile(crashFile);
    try {
      return Files.exists(count) ? Integer.parseInt(Files.readString(count).strip()) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a run under a key, and starts the program again if it dies of that. */
  String startSurely(String workflow, Map<String, Object> parameters, String key) {
    return Conditions.await(
        "the start of a run",
        PATIENCE,
        () -> {
          up();
          RestClient.Answer answer =
              rest.post(
                  "/api/system/workflow/" + workflow,
                  Map.of("parameters", parameters),
                  Map.of("Prefer", "respond-async", "Idempotency-Key", key));
          return answer.status() == 202 ? answer.json().get("workflow_id").asText() : null;
        });
  }

  /** Until this life of the program is over, or the run ended before. */
  boolean diesBeforeTheEndOf(String workflowId, OrchestratorProcess mortal) {
    String first =
        Conditions.await(
            "a death, or the end of run " + workflowId,
            PATIENCE,
            () -> {
              if (!mortal.alive()) {
                return "death";
              }
              return view(workflowId).path("ended_at").isTextual() ? "end" : null;
            });
    boolean died = first.equals("death");
    if (died) {
      assertEquals(CrashingJournalSerializer.EXIT_CODE, mortal.waitFor(PATIENCE));
    }
    return died;
  }

  /** kill -9 from outside. */
  void kill() {
    process.kill();
    stream.close();
  }

  void awaitDeath() {
    assertEquals(CrashingJournalSerializer.EXIT_CODE, process.waitFor(PATIENCE));
    stream.close();
  }

  /** Parameters of the next {@code analysis_to_trade} that executes. */
  Map<String, Object> trading() {
    runs++;
    double fraction = FRACTION_STEP * runs;
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("symbols", SYMBOLS);
    parameters.put("execute", true);
    parameters.put("method", "equal_weight");
    parameters.put("min_confidence", 0);
    parameters.put("max_position_fraction", fraction);
    parameters.put("seed", 7);
    parameters.put("fill_timeout_seconds", 600);
    parameters.put("plan_valid_seconds", 3600);
    return parameters;
  }

  /** Starts a run that executes; answers its id at once. */
  String start() {
    Map<String, Object> parameters = trading();
    return Conditions.await(
        "the start of a run",
        PATIENCE,
        () -> {
          RestClient.Answer answer =
              rest.post(
                  "/api/system/workflow/analysis_to_trade",
                  Map.of("parameters", parameters),
                  Map.of("Prefer", "respond-async"));
          return answer.status() == 202 ? answer.json().get("workflow_id").asText() : null;
        });
  }

  /** Until the step is completed and the next one begins. */
  void awaitStep(String workflowId, String step) {
    stream.await(
        "the end of step " + step,
        PATIENCE,
        m ->
            m.path("data").path("event_type").asText().equals("workflow_step_completed")
                && m.path("data").path("data").path("workflow_id").asText().equals(workflowId)
                && m.path("data").path("data").path("step").asText().equals(step));
  }

  /** Until the broker's session is said to be so, later than what was heard up to now. */
  void awaitBroker(String state, Runnable cause) {
    long before = brokerStates(state);
    cause.run();
    Conditions.await(
        "the broker session to be " + state, PATIENCE, () -> brokerStates(state) > before);
  }

  private long brokerStates(String state) {
    return stream.events().stream()
        .filter(e -> e.path("event_type").asText().equals("broker_state_changed"))
        .filter(e -> e.path("data").path("state").asText().equals(state))
        .count();
  }

  void control(String action, String state) {
    RestClient.Answer answer = rest.post("/api/system/control/" + action);
    assertEquals(200, answer.status(), answer.body());
    Conditions.await(
        "state " + state,
        PATIENCE,
        () -> rest.get("/api/system/status").json().path("state").asText().equals(state));
  }

  JsonNode view(String workflowId) {
    return rest.get("/api/workflows/" + workflowId).json();
  }

  /** The run's end; the program is started again if it is dead. */
  JsonNode awaitEnd(String workflowId) {
    up();
    return Conditions.await(
        "the end of run " + workflowId,
        PATIENCE,
        () -> {
          JsonNode view = view(workflowId);
          return view.path("ended_at").isTextual() ? view : null;
        });
  }

  /**
   * The run completed, the broker got each planned order exactly once and filled it, and both books
   * are equal.
   *
   * @return how many orders the run had
   */
  int check(String workflowId) {
    JsonNode view = awaitEnd(workflowId);
    assertEquals("completed", view.path("state").asText(), view::toPrettyString);
    JsonNode plan = view.path("results").path("validate_signals");
    JsonNode done = view.path("results").path("execute_trades");
    // What an earlier run bought may be enough already; nothing else is left out.
    for (JsonNode refused : plan.path("refused")) {
      assertEquals("workflow.nothing_to_do", refused.path("code").asText(), plan::toPrettyString);
    }
    assertEquals(0, done.path("not_sent").size(), done::toPrettyString);
    Map<String, Long> expected = new TreeMap<>();
    plan.path("orders").forEach(o -> expected.put(o.path("client_order_id").asText(), 1L));
    assertTrue(expected.size() >= 3, () -> "too few orders to prove anything: " + plan);
    Map<String, Long> booked = new TreeMap<>(simulator.exchange().acceptedOrdersByRef());
    booked.keySet().removeIf(ref -> !ref.startsWith(workflowId));
    assertEquals(expected, booked, () -> "orders at the broker; the run says " + done);
    for (JsonNode order : done.path("orders")) {
      assertEquals("filled", order.path("status").asText().toLowerCase(), order::toString);
    }
    assertEquals(expected.size(), done.path("orders").size(), done::toPrettyString);
    checkBooks();
    return expected.size();
  }

  /**
   * The rebalancing completed, the broker got each of its orders at most once and none that was not
   * planned, what was sent is filled, and both books are equal.
   *
   * @return how many orders it had
   */
  int checkRebalance(String workflowId) {
    JsonNode view = awaitEnd(workflowId);
    assertEquals("completed", view.path("state").asText(), view::toPrettyString);
    JsonNode done = view.path("results").path("execute_rebalance");
    Map<String, Long> sent = new TreeMap<>();
    done.path("orders").forEach(o -> sent.put(o.path("client_order_id").asText(), 1L));
    assertTrue(sent.size() >= 3, () -> "too few orders to prove anything: " + done);
    Map<String, Long> booked = new TreeMap<>(simulator.exchange().acceptedOrdersByRef());
    booked.keySet().removeIf(ref -> !ref.startsWith(workflowId));
    assertEquals(sent, booked, done::toPrettyString);
    for (JsonNode order : done.path("orders")) {
      assertEquals("filled", order.path("status").asText().toLowerCase(), order::toString);
    }
    checkBooks();
    return sent.size();
  }

  /**
   * The optimization completed and left one version in the book, whatever died.
   *
   * @return how many versions it left
   */
  int checkOptimization(String workflowId) {
    JsonNode view = awaitEnd(workflowId);
    assertEquals("completed", view.path("state").asText(), view::toPrettyString);
    JsonNode updated = view.path("results").path("update_parameters").path("strategies");
    assertEquals(1, updated.size(), view::toPrettyString);
    List<JsonNode> versions =
        StreamSupport.stream(
                rest.get("/api/strategies/momentum").json().path("versions").spliterator(), false)
            .filter(v -> v.path("workflow_id").asText().equals(workflowId))
            .toList();
    assertEquals(1, versions.size(), versions::toString);
    return versions.size();
  }

  /** Every fill of the broker's is known once, and the positions are its positions. */
  void checkBooks() {
    Conditions.await(
        "equal fills: the broker's " + brokerFills().keySet() + ", ours " + ourFills(),
        PATIENCE,
        () -> brokerFills().equals(ourFills()));
    Conditions.await(
        "equal positions", PATIENCE, () -> brokerPositions().equals(ourPositions()) ? true : null);
    assertTrue(
        simulator.exchange().acceptedOrdersByRef().values().stream().allMatch(n -> n == 1),
        () -> "an order was sent twice: " + simulator.exchange().acceptedOrdersByRef());
  }

  private Map<String, String> brokerFills() {
    Map<String, String> fills = new TreeMap<>();
    for (BrokerExecution e : simulator.exchange().executions()) {
      fills.put(e.execId(), fill(e.terms().orderRef(), e.quantity(), e.price()));
    }
    return fills;
  }

  private Map<String, String> ourFills() {
    Map<String, String> fills = new TreeMap<>();
    for (JsonNode e : rest.all("/api/executions?limit=1000", "executions")) {
      String before =
          fills.put(
              e.path("exec_id").asText(),
              fill(
                  e.path("client_order_id").asText(),
                  e.path("quantity").asLong(),
                  new BigDecimal(e.path("price").asText())));
      assertEquals(null, before, "a fill twice: " + e);
    }
    return fills;
  }

  private static String fill(String ref, long quantity, BigDecimal price) {
    return ref + " " + quantity + " @ " + price.stripTrailingZeros().toPlainString();
  }

  private Map<String, Long> brokerPositions() {
    Map<String, Long> positions = new TreeMap<>();
    simulator
        .exchange()
        .accountView()
        .positions()
        .forEach(p -> positions.put(p.symbol(), p.quantity()));
    positions.values().removeIf(q -> q == 0);
    return positions;
  }

  private Map<String, Long> ourPositions() {
    Map<String, Long> positions = new TreeMap<>();
    JsonNode portfolio = rest.get("/api/portfolio").json();
    StreamSupport.stream(portfolio.path("positions").spliterator(), false)
        .filter(p -> p.path("quantity").asLong() != 0)
        .forEach(p -> positions.put(p.path("symbol").asText(), p.path("quantity").asLong()));
    return positions;
  }

  @Override
  public void close() {
    if (stream != null) {
      stream.close();
    }
    if (process != null) {
      process.close();
    }
    simulator.close();
  }
}
