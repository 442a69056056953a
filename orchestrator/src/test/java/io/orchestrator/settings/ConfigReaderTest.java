package io.orchestrator.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that is wrong is told at once, each with its place, and no secret with it. */
class ConfigReaderTest {
  @TempDir Path directory;

  @Test
  void everyProblemAtOnceWithLineKeyAndWhatIsAllowed() throws IOException {
    BadConfiguration bad =
        problems(
            """
            orchestrator {
              http.port = 99999
              health-check-intervall = 10s
              use-gpu = "perhaps"
              log-level = LOUD
              bind = "0.0.0.0"
              db { pool-size = 0, journal-pool-size = 1000 }
              symbols = [AAPL, "b a d"]
              iqfeed { max-line-bytes = 3, backoff-min = 1h }
              cluster.seeds = [nowhere]
              ibkr.account-kind = dream
              risk-limits { max-concentration = 30, price-collar = -1 }
              websocket-ping-interval = 10 parsecs
            }
            """);
    Map<String, ConfigProblem> byKey =
        bad.problems().stream()
            .collect(Collectors.toMap(p -> p.key().substring("orchestrator.".length()), p -> p));
    assertEquals(
        new TreeSet<>(
            Set.of(
                "http.port",
                "health-check-intervall",
                "use-gpu",
                "log-level",
                "bind",
                "db.pool-size",
                "db.journal-pool-size",
                "symbols",
                "iqfeed.max-line-bytes",
                "iqfeed.backoff-min",
                "cluster.seeds",
                "ibkr.account-kind",
                "risk-limits.max-concentration",
                "risk-limits.price-collar",
                "websocket-ping-interval")),
        new TreeSet<>(byKey.keySet()));
    place(byKey, "http.port", 2, "0 to 65535");
    place(byKey, "health-check-intervall", 3, "health-check-interval");
    place(byKey, "use-gpu", 4, "true or false");
    place(byKey, "log-level", 5, "TRACE, DEBUG, INFO, WARN, ERROR");
    place(byKey, "bind", 6, "allow-plaintext");
    place(byKey, "db.pool-size", 7, "1..100");
    place(byKey, "ibkr.account-kind", 11, "paper");
    place(byKey, "websocket-ping-interval", 13, "1s to");
  }

  private static void place(
      Map<String, ConfigProblem> problems, String key, int line, String allowed) {
    ConfigProblem problem = problems.get(key);
    assertTrue(problem.where().endsWith("own.conf: " + line), problem::toString);
    assertTrue(problem.toString().contains(allowed), problem::toString);
  }

  @Test
  void secretsAreNotRepeated() throws IOException {
    BadConfiguration bad =
        problems(
            """
            orchestrator {
              db { url = "jdbc:mysql://u:geheim@x/y", password { a = geheim } }
              redis.url = "http://:geheim@x"
            }
            """);
    assertEquals(4, bad.problems().size(), bad::getMessage);
    assertFalse(bad.getMessage().contains("geheim"), bad::getMessage);
  }

  @Test
  void settingsDoNotShowSecrets() throws IOException {
    Settings settings =
        read(
            """
            orchestrator {
              db { url = "jdbc:postgresql://x/y?password=geheim", user = u, password = geheim }
              redis.url = "redis://:geheim@x:1"
            }
            """);
    String shown = settings.database() + " " + settings.cache();
    assertFalse(shown.contains("geheim"), shown);
  }

  @Test
  void aNonLoopbackAddressNeedsAWord() throws IOException {
    assertEquals(
        "0.0.0.0",
        read("orchestrator { bind = \"0.0.0.0\", allow-plaintext = true }").http().bindAddress());
    ConfigProblem problem = problems("orchestrator.bind = \"0.0.0.0\"").problems().getFirst();
    assertEquals("orchestrator.bind", problem.key());
  }

  @Test
  void oneOfTwoEqualPortsIsRefused() throws IOException {
    BadConfiguration bad = problems("orchestrator { http.port = 9, websocket-port = 9 }");
    assertTrue(bad.getMessage().contains("differ"), bad::getMessage);
  }

  @Test
  void moreStreamsNeedMoreFollowersOfTheEventLog() throws IOException {
    ConfigProblem problem =
        problems("orchestrator.http.stream.max-clients = 4950").problems().getFirst();
    assertEquals("orchestrator.events.max-followers", problem.key());
    assertTrue(problem.toString().contains("5050"), problem::toString);
    read("orchestrator { http.stream.max-clients = 4950, events.max-followers = 5050 }");
  }

  /** Else each of them would trade with a simulator of its own, on one journal. */
  @Test
  void aNodeWithOthersBesideItNeedsTheHostsOfFeedAndBroker() throws IOException {
    for (String several :
        List.of(
            "cluster.seeds = [\"10.0.0.1:25520\"]",
            "cluster.discovery = kubernetes-api, management-port = 8558",
            "cluster { host = \"10.0.0.1\", port = 25520 }")) {
      assertEquals(Set.of("iqfeed.host", "ibkr.host"), missingHosts(several));
      assertEquals(Set.of("ibkr.host"), missingHosts(several + ", iqfeed.host = \"10.0.0.9\""));
      assertEquals(Set.of("iqfeed.host"), missingHosts(several + ", ibkr.host = \"10.0.0.9\""));
      read("orchestrator { iqfeed.host = feed, ibkr.host = gateway, " + several + " }");
    }
    assertTrue(read("orchestrator.cluster.port = 25520").outside().simulatedBroker(), "alone");
  }

  private Set<String> missingHosts(String text) {
    return problems("orchestrator { " + text + " }").problems().stream()
        .peek(p -> assertTrue(p.toString().contains("orchestrator simulator"), p::toString))
        .map(p -> p.key().substring("orchestrator.".length()))
        .collect(Collectors.toSet());
  }

  @Test
  void aSigningCommandReadsOnlyWhatItNeeds() throws IOException {
    Path file =
        write("orchestrator { http.auth.issuer = desk, home = \"/x\", http.port = nonsense }");
    Settings.Signing signing = Settings.signing(ConfigLayers.load(Optional.of(file), Map.of()));
    assertEquals("desk", signing.auth().issuer());
    assertEquals(Path.of("/x").toAbsolutePath(), signing.home());
  }

  private BadConfiguration problems(String text) {
    return assertThrows(BadConfiguration.class, () -> read(text));
  }

  private Settings read(String text) throws IOException {
    return Settings.read(ConfigLayers.load(Optional.of(write(text)), Map.of()));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("own.conf"), text);
  }
}
