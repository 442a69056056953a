package io.orchestrator.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.Orchestrator;
import io.orchestrator.settings.ConfigLayers;
import io.orchestrator.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A node for one stress test: the program as it is, in a directory that goes away, on free ports,
 * with the simulated feed and broker. It takes nothing from the operator's configuration, so that
 * no stress ever reaches a real broker.
 */
final class StressNode implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final long LOOK_MILLIS = 200;
  private static final String PLENTY = "1000000000";

  /** Of the test itself; the limits of the account would hold it up below its target. */
  private static final Map<String, String> CHANGES =
      Map.ofEntries(
          Map.entry("iqfeed.host", ""),
          Map.entry("ibkr.host", ""),
          Map.entry("ibkr.restarts.daily", ""),
          Map.entry("use-gpu", "false"),
          Map.entry("http.port", "0"),
          Map.entry("websocket-port", "0"),
          Map.entry("simulator.iqfeed.level-one-port", "0"),
          Map.entry("simulator.iqfeed.lookup-port", "0"),
          Map.entry("simulator.iqfeed.admin-port", "0"),
          Map.entry("simulator.iqfeed.derivatives-port", "0"),
          Map.entry("simulator.iqfeed.depth-port", "0"),
          Map.entry("simulator.gateway.port", "0"),
          Map.entry("simulator.exchange.starting-cash", PLENTY),
          Map.entry("http.rates.subject-per-second", "10000"),
          Map.entry("http.rates.subject-burst", "100000"),
          Map.entry("http.rates.address-per-second", "10000"),
          Map.entry("http.rates.address-burst", "100000"),
          Map.entry("risk-limits.var-95-limit", PLENTY),
          Map.entry("risk-limits.max-daily-loss", PLENTY),
          Map.entry("risk-limits.max-order-notional", PLENTY),
          Map.entry("risk-limits.max-order-quantity", PLENTY),
          Map.entry("risk-limits.max-notional-per-minute", PLENTY),
          Map.entry("risk-limits.max-orders-per-minute", PLENTY),
          Map.entry("risk-limits.max-messages-per-minute", PLENTY),
          Map.entry("risk-limits.max-orders-per-symbol", PLENTY),
          Map.entry("risk-limits.max-repeats", PLENTY),
          Map.entry("risk-limits.max-executions", PLENTY),
          Map.entry("risk.guard.breakers.loss-streak.opens", "closed"));

  private final Path directory;
  private final Orchestrator orchestrator;
  private final ApiClient client;

  private StressNode(Path directory, Orchestrator orchestrator, ApiClient client) {
    this.directory = directory;
    this.orchestrator = orchestrator;
    this.client = client;
  }

  /** Starts it and waits until it would trade. */
  static StressNode start() {
    Path directory = temporary();
    Map<String, Object> changes = new HashMap<>();
    CHANGES.forEach((key, value) -> changes.put("orchestrator." + key, value));
    changes.put("orchestrator.home", directory.toString());
    changes.put("orchestrator.logs", directory.resolve("logs").toString());
    Config config =
        ConfigFactory.parseMap(changes)
            .withFallback(ConfigLayers.load(Optional.empty(), Map.of()))
            .resolve();
    Settings settings = Settings.read(config);
    Logging.configure(settings);
    Orchestrator orchestrator = Orchestrator.start(settings);
    URI url = URI.create("http://127.0.0.1:" + orchestrator.httpPort());
    String password = orchestrator.firstPassword().orElseThrow();
    var answer =
        new ApiClient(url, "")
            .post("/api/auth/token", Map.of("username", "admin", "password", password), Map.of());
    ApiClient client = new ApiClient(url, answer.body().path("access_token").asText());
    StressNode node = new StressNode(directory, orchestrator, client);
    node.awaitTrading();
    return node;
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("orchestrator-stress-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitTrading() {
    Instant deadline = Instant.now().plus(READY_WITHIN);
    while (!trades()) {
      if (Instant.now().isAfter(deadline)) {
        close();
        throw new CliFailure(
            CliFailure.REFUSED, "The node of the test did not get ready in " + READY_WITHIN + ".");
      }
      pause();
    }
  }

  boolean trades() {
    return client.get("/api/system/status").body().path("state").asText().equals("running")
        && client.get("/api/portfolio").body().path("reconciled").asBoolean()
        && client.get("/api/risk").body().path("unavailable").isNull();
  }

  static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliFailure(CliFailure.REFUSED, "Interrupted.");
    }
  }

  ApiClient client() {
    return client;
  }

  @Override
  public void close() {
    orchestrator.close();
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException e)
                throws IOException {
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("The directory of the test stays: " + directory, e);
    }
  }
}
