package io.orchestrator.test.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.adapters.simulator.Simulator;
import io.orchestrator.adapters.simulator.SimulatorSettings;
import io.orchestrator.adapters.simulator.exchange.AccountView;
import io.orchestrator.adapters.simulator.exchange.BrokerExecution;
import io.orchestrator.test.process.Conditions;
import io.orchestrator.test.process.OrchestratorProcess;
import io.orchestrator.test.process.RestClient;
import io.orchestrator.test.process.StartArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Batches of orders through the program, which lives in a process of its own and dies where it is
 * told to; market and broker stay. Whoever orders repeats what was not answered, under the same
 * name, as a workflow does.
 */
final class OrderBench implements SweepBench {
  static final int ORDERS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  static final List<String> SYMBOLS = List.of("AAPL", "MSFT", "GOOGL", "AMZN", "SPY");
  private static final int EVERY_WRITE = 1_000_000;
  private static final int UNAVAILABLE = 503;

  private final Simulator simulator;
  private final BrokerLine line;
  private final Path home;
  private final Path crashFile;
  private String password = "";
  private OrchestratorProcess process;
  private RestClient rest;
  private int batches;
  private final StartArchive archive;

  OrderBench(Path directory, StartArchive archive) throws IOException {
    this.archive = archive;
    Files.createDirectories(directory);
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
    line = new BrokerLine(simulator.gateway().port());
  }

  /** Starts the program unless it runs, and waits until it would trade. */
  void up() {
    if (process != null && process.alive()) {
      return;
    }
    process = archive.serve(home, config(), mortal(crashFile));
    OrchestratorProcess.Node node = process.awaitServing(PATIENCE);
    password = password.isEmpty() ? process.adminPassword() : password;
    rest = new RestClient(node.httpPort()).login("admin", password);
    Conditions.await("a program that trades", PATIENCE, this::trades);
  }

  private static Map<String, String> mortal(Path crashFile) {
    return Map.of(
        "akka.actor.serializers.orchestrator-journal",
        CrashingJournalSerializer.class.getName(),
        CrashingJournalSerializer.FILE,
        crashFile.toString());
  }

  /** Market and broker of that one start are the program's own. */
  static StartArchive archive(Path directory) {
    return StartArchive.make(
        directory, Map.of("use-gpu", "false"), mortal(directory.resolve("crash-at")));
  }

  private boolean trades() {
    return rest.get("/api/system/status").json().path("state").asText().equals("running")
        && rest.get("/api/portfolio").json().path("reconciled").asBoolean()
        && rest.get("/api/risk").json().path("unavailable").isNull();
  }

  private Map<String, String> config() {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("iqfeed.host", "127.0.0.1");
    config.put("iqfeed.level-one-port", String.valueOf(simulator.feed().levelOnePort()));
    config.put("iqfeed.lookup-port", String.valueOf(simulator.feed().lookupPort()));
    config.put("iqfeed.admin-port", String.valueOf(simulator.feed().adminPort()));
    config.put("ibkr.host", "127.0.0.1");
    config.put("ibkr.restarts.daily", ""); // the tests run at every hour
    config.put("ibkr.port", String.valueOf(line.port()));
    config.put("ibkr.reconnect-min", "200ms");
    config.put("use-gpu", "false");
    config.put("trading.intent-ttl", "20m");
    config.put("trading.settle", "500ms");
    config.put("risk-limits.var-95-limit", "10000000");
    config.put("risk-limits.max-daily-loss", "10000000");
    config.put("risk.guard.loss-streak", "1000000");
    config.put("risk.guard.error-rate", "1");
    config.put("risk-limits.max-orders-per-minute", "10000");
    config.put("http.rates.subject-per-second", "500");
    return config;
  }

  /** One batch of orders; the next is its opposite. */
  record Batch(int number, Map<String, Map<String, Object>> orders) {
    /** As the broker knows them. */
    boolean has(String orderRef) {
      return orders.containsKey(orderRef.replaceFirst("^manual/", ""));
    }
  }

  Batch batch() {
    int number = batches++;
    Map<String, Map<String, Object>> orders = new LinkedHashMap<>();
    for (int i = 0; i < ORDERS; i++) {
      Map<String, Object> order = new LinkedHashMap<>();
      order.put("symbol", SYMBOLS.get(i % SYMBOLS.size()));
      order.put("side", number % 2 == 0 ? "buy" : "sell");
      order.put("quantity", 3 + i);
      orders.put("b" + number + "-" + i, order);
    }
    return new Batch(number, orders);
  }

  @Override
  public CrashPoint.Extent measure() {
    up();
    CrashingJournalSerializer.arm(crashFile, EVERY_WRITE, ".*");
    line.arm(0, BrokerLine.Moment.BEFORE, () -> {});
    complete(batch());
    int frames = line.passed();
    CrashingJournalSerializer.arm(crashFile, 0, ".*");
    try {
      Path count = CrashingJournalSerializer.countFile(crashFile);
      return new CrashPoint.Extent(Integer.parseInt(Files.readString(count).strip()), frames);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean survives(CrashPoint point) {
    up();
    OrchestratorProcess mortal = process;
    switch (point.kind()) {
      case JOURNAL -> CrashingJournalSerializer.arm(crashFile, point.number(), ".*");
      case BEFORE_WRITE -> line.arm(point.number(), BrokerLine.Moment.BEFORE, mortal::kill);
      case AFTER_WRITE -> line.arm(point.number(), BrokerLine.Moment.AFTER, mortal::kill);
    }
    Batch batch = batch();
    try {
      orderAll(batch);
      Conditions.await("death or end", PATIENCE, () -> !mortal.alive() || filled(batch));
    } catch (UncheckedIOException death) {
      Conditions.await("death of whoever does not answer", PATIENCE, () -> !mortal.alive());
    }
    line.arm(0, BrokerLine.Moment.BEFORE, () -> {});
    boolean reached = !mortal.alive();
    if (!reached) {
      CrashingJournalSerializer.arm(crashFile, 0, ".*");
    }
    complete(batch);
    return reached;
  }

  private void orderAll(Batch batch) {
    batch
        .orders()
        .forEach(
            (key, order) -> {
              RestClient.Answer answer = ordered(key, order);
              assertEquals(200, answer.status(), answer::body);
            });
  }

  /** "Not now" is no answer to an order: it is asked for again, under its name. */
  private RestClient.Answer ordered(String key, Map<String, Object> order) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      RestClient.Answer answer = rest.post("/api/orders", order, Map.of("Idempotency-Key", key));
      if (answer.status() != UNAVAILABLE || Instant.now().isAfter(deadline)) {
        return answer;
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  private boolean filled(Batch batch) {
    try {
      return batch.orders().keySet().stream().allMatch(key -> status(key).equals("filled"));
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private String status(String key) {
    return rest.get("/api/orders/manual%2F" + key).json().path("status").asText();
  }

  /** Repeats the batch, waits for its end and compares everything with the broker. */
  private void complete(Batch batch) {
    up();
    orderAll(batch);
    try {
      Conditions.await("all orders filled", PATIENCE, () -> filled(batch));
    } catch (AssertionError e) {
      throw new AssertionError(rest.get("/api/orders?limit=40").body(), e);
    }
    Map<String, Long> atBroker = new TreeMap<>(simulator.exchange().acceptedOrdersByRef());
    atBroker.keySet().removeIf(ref -> !batch.has(ref));
    Map<String, Long> once = new TreeMap<>();
    batch.orders().keySet().forEach(key -> once.put("manual/" + key, 1L));
    assertEquals(once, atBroker, "orders at the broker");
    same("fills", () -> brokerFills(batch), () -> ourFills(batch));
    same("positions", this::brokerPositions, this::ourPositions);
    same("cash", () -> cents(simulator.exchange().accountView().cash()), this::ourCash);
  }

  interface Look {
    Object now();
  }

  static void same(String what, Look broker, Look ours) {
    try {
      Conditions.await("equal " + what, PATIENCE, () -> broker.now().equals(ours.now()));
    } catch (AssertionError e) {
      assertEquals(broker.now(), ours.now(), what);
    }
  }

  private List<String> brokerFills(Batch batch) {
    List<String> fills = new ArrayList<>();
    for (BrokerExecution e : simulator.exchange().executions()) {
      if (batch.has(e.terms().orderRef())) {
        fills.add(fill(e.execId(), e.terms().orderRef(), e.quantity(), e.price()));
      }
    }
    return fills.stream().sorted().toList();
  }

  private List<String> ourFills(Batch batch) {
    List<String> fills = new ArrayList<>();
    for (JsonNode e : rest.all("/api/executions?limit=1000", "executions")) {
      String ref = e.path("client_order_id").asText();
      if (batch.has(ref)) {
        BigDecimal price = new BigDecimal(e.path("price").asText());
        fills.add(fill(e.path("exec_id").asText(), ref, e.path("quantity").asLong(), price));
      }
    }
    return fills.stream().sorted().toList();
  }

  static String fill(String execId, String ref, long quantity, BigDecimal price) {
    return execId + " " + ref + " " + quantity + "@" + price.stripTrailingZeros().toPlainString();
  }

  private Map<String, Long> brokerPositions() {
    Map<String, Long> held = new TreeMap<>();
    for (AccountView.PositionView p : simulator.exchange().accountView().positions()) {
      held.put(p.symbol(), p.quantity());
    }
    held.values().removeAll(Set.of(0L));
    return held;
  }

  private Map<String, Long> ourPositions() {
    Map<String, Long> held = new TreeMap<>();
    rest.get("/api/portfolio")
        .json()
        .path("positions")
        .forEach(p -> held.put(p.path("symbol").asText(), p.path("quantity").asLong()));
    return held;
  }

  private BigDecimal ourCash() {
    return cents(new BigDecimal(rest.get("/api/portfolio").json().path("cash").asText()));
  }

  static BigDecimal cents(BigDecimal usd) {
    return usd.setScale(2, RoundingMode.HALF_EVEN);
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
    line.close();
    simulator.close();
  }
}
