package io.orchestrator.test.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orchestrator.adapters.simulator.exchange.ExchangeSettings;
import io.orchestrator.adapters.simulator.exchange.SimulatedExchange;
import io.orchestrator.adapters.simulator.gateway.GatewaySettings;
import io.orchestrator.adapters.simulator.gateway.SimulatedGateway;
import io.orchestrator.adapters.simulator.market.SimulatedMarket;
import io.orchestrator.adapters.simulator.market.SimulatedMarketSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that others wrote ({@code @stoqey/ib}, whose decoder reports every field too many or too
 * few) runs a full session against the simulated gateway. It is the proof that our own tables are
 * the broker's and not only equal to each other. Skipped where node or its registry is missing.
 */
class StoqeySessionTest {
  private static final Path SCRIPTS = Path.of("node").toAbsolutePath();
  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(2);
  private static final Duration SESSION_LIMIT = Duration.ofMinutes(2);

  @TempDir Path directory;

  record Outcome(int exit, String output) {}

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aForeignClientUnderstandsEveryMessageOfTheSimulatedGateway() throws Exception {
    installOrSkip();
    ExchangeSettings books =
        ExchangeSettings.DEFAULT.withBooksFile(directory.resolve("broker.books"));
    try (SimulatedMarket market = SimulatedMarket.open(SimulatedMarketSettings.DEFAULT);
        SimulatedExchange exchange = SimulatedExchange.open(market, books);
        SimulatedGateway gateway =
            SimulatedGateway.start(exchange, GatewaySettings.DEFAULT.withPort(0))) {
      String symbol =
          market.symbols().stream()
              .map(Object::toString)
              .filter(s -> s.matches("[A-Z]+"))
              .sorted()
              .findFirst()
              .orElseThrow();
      Outcome session =
          run(
              List.of(
                  "node",
                  "stoqey-session.mjs",
                  "127.0.0.1",
                  Integer.toString(gateway.port()),
                  symbol),
              SESSION_LIMIT);
      assertEquals(0, session.exit(), session.output());
      assertTrue(session.output().contains("no decode error"), session.output());
      assertEquals(Map.of("stoqey/now", 1L, "stoqey/rest", 1L), exchange.acceptedOrdersByRef());
    }
  }

  private void installOrSkip() throws Exception {
    assumeTrue(works("node", "--version"), "skipped: node is not installed");
    assumeTrue(works("npm", "--version"), "skipped: npm is not installed");
    if (Files.exists(SCRIPTS.resolve("node_modules/@stoqey/ib/package.json"))) {
      return;
    }
    Outcome install =
        run(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"), INSTALL_LIMIT);
    assumeTrue(install.exit() == 0, "skipped: npm ci is impossible here: " + install.output());
  }

  private boolean works(String... command) throws Exception {
    try {
      return run(List.of(command), Duration.ofSeconds(30)).exit() == 0;
    } catch (IOException notFound) {
      return false;
    }
  }

  private Outcome run(List<String> command, Duration limit) throws Exception {
    Path output = Files.createTempFile(directory, "process", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(SCRIPTS.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return new Outcome(124, "did not end within " + limit + "\n" + Files.readString(output));
    }
    return new Outcome(process.exitValue(), Files.readString(output));
  }
}
