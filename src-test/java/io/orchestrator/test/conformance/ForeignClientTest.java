package io.orchestrator.test.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two clients that others wrote run full sessions against the simulated gateway: {@code
 * @stoqey/ib} at version 178, whose decoder reports every field too many or too few, and {@code
 * ib-tws-api}, which knows no version above 151. It is the proof that our own tables are the
 * broker's and not only equal to each other. Skipped where node or its registry is missing.
 */
class ForeignClientTest {
  private static final Path SCRIPTS = Path.of("node").toAbsolutePath();
  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(2);
  private static final Duration SESSION_LIMIT = Duration.ofMinutes(2);

  @TempDir Path directory;

  record Outcome(int exit, String output) {}

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void foreignClientsUnderstandEveryMessageOfTheSimulatedGateway() throws Exception {
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
      session("stoqey-session.mjs", gateway, symbol);
      session("ib-tws-api-session.mjs", gateway, symbol);
      Map<String, Long> orders = exchange.acceptedOrdersByRef();
      assertEquals(Set.of(1L), Set.copyOf(orders.values()), () -> "sent twice: " + orders);
      assertEquals(
          Set.of("rest", "now", "wait/0", "wait/1", "wait/2", "wait/3", "wait/4", "wait/5"),
          names(orders, "stoqey/", "(rest|now|wait/.)"));
      assertEquals(
          Set.of("parent", "profit", "stop", "group/far", "group/now"),
          names(orders, "stoqey/", "(parent|profit|stop|group/.*)"));
      assertEquals(Set.of("rest", "now", "stop"), names(orders, "second/", ".*"));
      assertFalse(orders.containsKey("stoqey/what-if"), "a what-if became an order");
    }
  }

  private static Set<String> names(Map<String, Long> orders, String prefix, String pattern) {
    return orders.keySet().stream()
        .filter(r -> r.startsWith(prefix))
        .map(r -> r.substring(prefix.length()))
        .filter(r -> r.matches(pattern))
        .collect(Collectors.toSet());
  }

  private void session(String script, SimulatedGateway gateway, String symbol) throws Exception {
    String port = Integer.toString(gateway.port());
    Outcome session = run(List.of("node", script, "127.0.0.1", port, symbol), SESSION_LIMIT);
    assertEquals(0, session.exit(), () -> script + ": " + session.output());
    assertTrue(session.output().contains("no decode error"), session.output());
  }

  private void installOrSkip() throws Exception {
    assumeTrue(works("node", "--version"), "skipped: node is not installed");
    assumeTrue(works("npm", "--version"), "skipped: npm is not installed");
    if (Files.exists(SCRIPTS.resolve("node_modules/@stoqey/ib/package.json"))
        && Files.exists(SCRIPTS.resolve("node_modules/ib-tws-api/package.json"))) {
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
