package io.orchestrator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorCommandTest {
  @TempDir Path folder;

  private record Outcome(int exit, String out) {}

  private Outcome doctor(String config, String... more) throws Exception {
    Path file = folder.resolve("my.conf");
    Files.writeString(
        file,
        "orchestrator { home = \""
            + folder.resolve("data")
            + "\", logs = \""
            + folder.resolve("logs")
            + "\", use-gpu = false, "
            + config
            + " }");
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new DoctorCommand());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    var arguments = new java.util.ArrayList<>(List.of("--config", file.toString()));
    arguments.addAll(List.of(more));
    int exit = line.execute(arguments.toArray(String[]::new));
    return new Outcome(exit, out.toString());
  }

  @Test
  void everySubjectHasOneLineAndNothingStandsInTheWay() throws Exception {
    Outcome outcome = doctor("http.port = 0, websocket-port = 0");
    assertEquals(0, outcome.exit(), outcome.out());
    for (String subject :
        List.of(
            "java",
            "memory",
            "open files",
            "disk of home",
            "disk of logs",
            "port of REST",
            "port of WebSocket",
            "TLS",
            "token keys",
            "database",
            "clock",
            "redis",
            "iqfeed",
            "ib gateway",
            "gpu")) {
      assertEquals(
          1,
          outcome.out().lines().filter(l -> l.contains("  " + subject + "  ")).count(),
          subject + outcome.out());
    }
  }

  @Test
  void whatStandsInTheWayIsMarkedWithAdvice() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int free;
      try (ServerSocket other = new ServerSocket(0)) {
        free = other.getLocalPort();
      }
      Outcome outcome =
          doctor(
              "http.port = "
                  + taken.getLocalPort()
                  + ", websocket-port = 0, ibkr { host = \"127.0.0.1\", port = "
                  + free
                  + " }",
              "--json");
      assertEquals(1, outcome.exit(), outcome.out());
      var findings = ApiClient.parse(outcome.out());
      for (var finding : findings) {
        boolean bad =
            List.of("port of REST", "ib gateway").contains(finding.path("check").asText());
        assertEquals(bad, finding.path("verdict").asText().equals("bad"), finding.toString());
        assertTrue(!bad || !finding.path("advice").asText().isBlank(), finding.toString());
      }
    }
  }

  @Test
  void aBadConfigurationIsToldAsServeTellsIt() throws Exception {
    Outcome outcome = doctor("http.prot = 1");
    assertEquals(2, outcome.exit());
    assertTrue(outcome.out().contains("orchestrator.http.prot"), outcome.out());
  }

  @Test
  void completionKnowsCommandsAndOptions() {
    StringWriter out = new StringWriter();
    CommandLine line = OrchestratorCli.create();
    line.setOut(new PrintWriter(out));
    assertEquals(0, line.execute("completion"));
    for (String word : List.of("complete ", "alerts", "user", "--password-file", "key")) {
      assertTrue(out.toString().contains(word), word);
    }
  }
}
