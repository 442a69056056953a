package io.orchestrator.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which source wins, and what happens when one cannot be used. */
class ConfigLayersTest {
  private static final String PORT = "orchestrator.http.port";

  @TempDir Path directory;

  @AfterEach
  void forgetProperties() {
    System.clearProperty(PORT);
    ConfigFactory.invalidateCaches();
  }

  @Test
  void theStrongerSourceWins() throws IOException {
    Path file = file("orchestrator { http.port = 8001, profile = stability }");
    assertEquals(8000, settings(Optional.empty(), Map.of()).http().httpPort());
    assertEquals(8001, settings(Optional.of(file), Map.of()).http().httpPort());
    Map<String, String> environment = Map.of("ORCHESTRATOR_HTTP_PORT", "8002");
    assertEquals(8002, settings(Optional.of(file), environment).http().httpPort());
    System.setProperty(PORT, "8003");
    ConfigFactory.invalidateCaches();
    assertEquals(8003, settings(Optional.of(file), environment).http().httpPort());
  }

  @Test
  void everyDocumentedVariableIsRead() {
    Settings s =
        settings(
            Optional.empty(),
            Map.ofEntries(
                Map.entry("ORCHESTRATOR_WEBSOCKET_PORT", "9001"),
                Map.entry("ORCHESTRATOR_BIND", "::1"),
                Map.entry("ORCHESTRATOR_HOME", directory.toString()),
                Map.entry("ORCHESTRATOR_DB_URL", "jdbc:postgresql://db/orchestrator"),
                Map.entry("ORCHESTRATOR_DB_USER", "trader"),
                Map.entry("ORCHESTRATOR_DB_PASSWORD", "geheim"),
                Map.entry("ORCHESTRATOR_REDIS_URL", "rediss://:geheim@cache:6380/1"),
                Map.entry("ORCHESTRATOR_CLUSTER_SEEDS", "a:2551, b:2551"),
                Map.entry("ORCHESTRATOR_IQFEED_HOST", "feed"),
                Map.entry("ORCHESTRATOR_IBKR_HOST", "gateway"),
                Map.entry("ORCHESTRATOR_SYMBOLS", "AAPL,MSFT"),
                Map.entry("ORCHESTRATOR_RISK_LIMITS_VAR_95_LIMIT", "7000")));
    assertEquals(9001, s.http().websocketPort());
    assertEquals("::1", s.http().bindAddress());
    assertEquals(directory.toAbsolutePath(), s.home());
    assertEquals("jdbc:postgresql://db/orchestrator", s.database().url());
    assertEquals("trader", s.database().user());
    assertEquals("geheim", s.database().password());
    assertEquals(Optional.of("rediss://:geheim@cache:6380/1"), s.cache().redisUrl());
    assertEquals(List.of("a:2551", "b:2551"), s.cluster().seeds());
    assertEquals("feed", s.outside().iqfeed().host());
    assertEquals("gateway", s.outside().ibkr().host());
    assertEquals(2, s.node().pipeline().symbols().size());
    assertEquals(7000, s.risk().limits().var95Limit());
  }

  @Test
  void aProfileChangesWhatItIsDocumentedToChangeAndGivesWayToAnExplicitKey() throws IOException {
    Settings fast = profile("low-latency");
    assertEquals(Duration.ofSeconds(10), fast.node().health().interval());
    assertEquals(Duration.ofMillis(500), fast.node().pipeline().interval());
    assertEquals(Duration.ofSeconds(5), fast.http().stream().pingInterval());
    Settings stable = profile("stability");
    assertEquals(Duration.ofSeconds(60), stable.node().health().interval());
    assertEquals(5, stable.node().health().recovery().restartAttempts());
    assertEquals(5, stable.node().health().recovery().resetAttempts());
    assertEquals(Duration.ofSeconds(30), stable.node().health().recovery().delay());
    Path own = file("orchestrator { profile = stability, health-check-interval = 7s }");
    Settings mixed = settings(Optional.of(own), Map.of());
    assertEquals(Duration.ofSeconds(7), mixed.node().health().interval());
    assertEquals(5, mixed.node().health().recovery().restartAttempts());
  }

  private Settings profile(String name) {
    return settings(Optional.empty(), Map.of("ORCHESTRATOR_PROFILE", name));
  }

  @Test
  void aFileThatCannotBeUsedIsOneClearProblemWithItsPlace() throws IOException {
    ConfigProblem broken = onlyProblem(file("orchestrator {\n  http { port = \n"));
    assertTrue(broken.where().endsWith("own.conf: 3"), broken::toString);
    ConfigProblem section = onlyProblem(file("\norchestrater { http.port = 1 }"));
    assertTrue(section.where().endsWith("own.conf: 2"), section::toString);
    assertEquals("orchestrater", section.key());
    ConfigProblem scalar = onlyProblem(file("orchestrator = 5"));
    assertTrue(scalar.reason().contains("NUMBER"), scalar::toString);
    assertEquals("cannot be read", onlyProblem(directory.resolve("absent.conf")).reason());
    assertEquals("cannot be read", onlyProblem(directory).reason());
    ConfigProblem open = onlyProblem(file("orchestrator.home = ${nowhere}"));
    assertTrue(open.reason().contains("nowhere"), open::toString);
  }

  private static ConfigProblem onlyProblem(Path file) {
    BadConfiguration bad =
        assertThrows(BadConfiguration.class, () -> ConfigLayers.load(Optional.of(file), Map.of()));
    assertEquals(1, bad.problems().size(), bad::getMessage);
    return bad.problems().getFirst();
  }

  private static Settings settings(Optional<Path> file, Map<String, String> environment) {
    return Settings.read(ConfigLayers.load(file, environment));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("own.conf"), text);
  }
}
