package io.orchestrator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.cli.ScriptedNode.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrategyCommandTest {
  private static final String PAGE = "<html>1.4 Sharpe</html>";

  @Test
  void theEvidenceOfAVersionIsPrintedOrWritten(@TempDir Path folder) throws IOException {
    try (var node = new ScriptedNode()) {
      node.answers("GET /api/strategies/momentum/report", 200, PAGE);
      Outcome printed = node.run("strategy", "report", "momentum");
      assertEquals(0, printed.exitCode(), printed.err());
      assertEquals(PAGE, printed.out().strip());
      Path file = folder.resolve("evidence.html");
      Outcome written = node.run("strategy", "report", "momentum", "3", "--html", "" + file);
      assertEquals(0, written.exitCode(), written.err());
      assertEquals(PAGE, Files.readString(file));
      assertEquals("GET /api/strategies/momentum/report?version=3", node.requests.getLast());
      node.answers(
          "GET /api/strategies/momentum/report",
          404,
          "{\"code\":\"strategy.report_not_here\",\"detail\":\"d\",\"advice\":\"ask n2\"}");
      Path other = folder.resolve("other.html");
      Outcome elsewhere = node.run("strategy", "report", "momentum", "--html", "" + other);
      assertEquals(1, elsewhere.exitCode());
      assertTrue(elsewhere.err().contains("ask n2"), elsewhere.err());
      assertFalse(Files.exists(other));
    }
  }
}
