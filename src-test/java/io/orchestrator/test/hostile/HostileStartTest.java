package io.orchestrator.test.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.test.process.OrchestratorProcess;
import io.orchestrator.test.process.OrchestratorProcess.Finished;
import io.orchestrator.test.process.RestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a node from starting ends the process, with the documented code and one message. */
class HostileStartTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration SERVING = Duration.ofSeconds(120);
  private static final int BAD_CONFIGURATION = 2;
  private static final int PORT_TAKEN = 3;
  private static final int DATABASE = 4;
  private static final int LONGEST_MESSAGE = 5;

  @TempDir Path home;

  @Test
  void everyErrorOfTheConfigurationAtOnce() throws IOException {
    Path file =
        Files.writeString(
            home.resolve("own.conf"),
            """
            orchestrator {
              http.prot = 1
              use-gpu = 7
              bind = "0.0.0.0"
              db { pool-size = 0, password { a = geheim } }
            }
            """);
    Finished end = serve(Map.of("config", file.toString()));
    assertEquals(BAD_CONFIGURATION, end.exitCode(), end::output);
    says(end, "own.conf: 2: orchestrator.http.prot: unknown key");
    says(end, "own.conf: 3: orchestrator.use-gpu: not usable: 7; allowed: true or false");
    says(end, "own.conf: 4: orchestrator.bind:");
    says(end, "own.conf: 5: orchestrator.db.pool-size: pool-size must be 1..100, was 0");
    assertFalse(end.output().contains("geheim"), end::output);
    assertFalse(Files.exists(home.resolve("orchestrator.mv.db")), "it went on to the database");
  }

  @Test
  void aNodeOfSeveralWithASimulatorOfItsOwn() {
    Finished end = serve(Map.of("cluster.seeds", "127.0.0.1:25520,127.0.0.1:25521"));
    assertEquals(BAD_CONFIGURATION, end.exitCode(), end::output);
    says(end, "orchestrator.iqfeed.host: empty, which is for a single node");
    says(end, "orchestrator.ibkr.host: empty, which is for a single node");
    says(end, "one `orchestrator simulator` for all nodes");
  }

  @Test
  void aTakenPortOfEitherDoor() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      for (String key : List.of("http.port", "websocket-port")) {
        Finished end = serve(Map.of(key, port));
        assertEquals(PORT_TAKEN, end.exitCode(), end::output);
        says(end, "Port " + port + " on 127.0.0.1 cannot be bound");
        says(end, "orchestrator." + key);
        oneMessage(end);
      }
      assertFalse(Files.exists(home.resolve("orchestrator.mv.db")), "it opened the database first");
    }
  }

  @Test
  void aDatabaseServerThatIsNotThere() {
    Finished end =
        serve(
            Map.of(
                "db.url", "jdbc:postgresql://127.0.0.1:1/orchestrator?password=geheim",
                "db.password", "geheim",
                "db.start-patience", "1s"));
    assertEquals(DATABASE, end.exitCode(), end::output);
    says(end, "database.unreachable: Cannot open jdbc:postgresql://127.0.0.1:1/orchestrator:");
    assertFalse(end.output().contains("geheim"), end::output);
    oneMessage(end);
  }

  @Test
  void aDatabaseFileThatIsCorrupt() throws IOException {
    byte[] noise = new byte[20_000];
    new Random(7).nextBytes(noise);
    Path file = Files.write(home.resolve("orchestrator.mv.db"), noise);
    Finished end = serve(Map.of());
    assertEquals(DATABASE, end.exitCode(), end::output);
    says(end, "database.corrupt: Cannot open jdbc:h2:file:");
    says(end, "Restore a backup");
    oneMessage(end);
    assertEquals(noise.length, Files.size(file), "what may still be rescued was overwritten");
  }

  @Test
  void aHomeAndLogsThatCannotBeWritten() throws IOException {
    Path file = Files.createFile(home.resolve("a-file"));
    Finished end =
        serve(
            Map.of(
                "home", file.resolve("home").toString(), "logs", file.resolve("logs").toString()));
    assertEquals(BAD_CONFIGURATION, end.exitCode(), end::output);
    says(end, "orchestrator.home: " + file.resolve("home") + " cannot be written to");
    says(end, "orchestrator.logs: " + file.resolve("logs") + " cannot be written to");
    oneMessage(end);
  }

  @Test
  void aSecondProcessOnTheSameHomeDoesNotDisturbTheFirst() {
    try (OrchestratorProcess first = OrchestratorProcess.serve(home, Map.of())) {
      OrchestratorProcess.Node node = first.awaitServing(SERVING);
      Finished second = serve(Map.of("logs", home.resolve("other-logs").toString()));
      assertEquals(DATABASE, second.exitCode(), second::output);
      says(second, "database.locked");
      says(second, "Another process has the file open");
      oneMessage(second);
      var client = new RestClient(node.httpPort());
      assertEquals(
          200, client.login("admin", first.adminPassword()).get("/api/system/health").status());
      assertEquals(0, first.stop(LIMIT) % 143, "the first did not stop cleanly");
    }
  }

  /** Runs it to its end: a process that stays alive half-started fails by its limit. */
  private Finished serve(Map<String, String> config) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("home", home.toString());
    all.put("logs", home.resolve("logs").toString());
    all.put("http.port", "0");
    all.put("websocket-port", "0");
    all.putAll(config);
    List<String> properties = new ArrayList<>();
    all.forEach((key, value) -> properties.add("-Dorchestrator." + key + "=" + value));
    return OrchestratorProcess.command(properties, List.of("serve"), LIMIT);
  }

  private static void says(Finished end, String text) {
    assertTrue(end.output().contains(text), () -> "no '" + text + "' in\n" + end.output());
  }

  /** No stack trace, no library's noise around it. */
  private static void oneMessage(Finished end) {
    assertTrue(end.output().lines().count() <= LONGEST_MESSAGE, end::output);
    assertFalse(end.output().contains("\tat "), end::output);
  }
}
