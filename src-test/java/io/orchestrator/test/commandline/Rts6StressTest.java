package io.orchestrator.test.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestrator.test.process.OrchestratorProcess;
import io.orchestrator.test.process.OrchestratorProcess.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stress --rts6} as a user runs it: a process that starts and ends a node of its own. */
class Rts6StressTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** Whether a busy machine keeps the pace is the report's to say, and the exit code's. */
  @Test
  void aNodeOfItsOwnIsLoadedAndTheReportAddsUp(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("report.json");
    Finished end =
        command(
            "stress",
            "--rts6",
            "--orders-per-minute",
            "60",
            "--messages-per-minute",
            "300",
            "--shares-per-minute",
            "600",
            "--seconds",
            "6",
            "--report",
            file.toString());
    assertTrue(end.output().contains("120 orders, 600 messages, 1200 shares"), end::output);
    JsonNode report = new ObjectMapper().readTree(Files.readString(file));
    // 12 orders that fill, and enough that are taken back for twice the messages.
    assertEquals(15, report.path("orders").asInt(), end::output);
    assertEquals(120, report.path("target").path("orders").asInt());
    assertTrue(report.path("accepted").asInt() > 0, end::output);
    assertTrue(report.path("busiest_minute").path("messages").asInt() > 0, end::output);
    boolean passed = report.path("failures").isEmpty();
    assertEquals(passed, report.path("passed").asBoolean());
    assertEquals(passed ? 0 : 1, end.exitCode(), end::output);
    assertEquals(passed, end.output().contains("\nPASSED"), end::output);
  }

  @Test
  void whatCannotBeMeantIsRefusedWithAdvice() {
    assertEquals(2, command("stress", "--orders-per-minute", "60").exitCode(), "without --rts6");
    Finished zero = command("stress", "--rts6", "--orders-per-minute", "0");
    assertEquals(2, zero.exitCode(), zero::output);
    Finished nobody = command("stress", "--rts6", "--url", "http://127.0.0.1:1", "--token", "t");
    assertEquals(3, nobody.exitCode(), nobody::output);
  }

  private static Finished command(String... arguments) {
    return OrchestratorProcess.command(List.of(), List.of(arguments), LIMIT);
  }
}
