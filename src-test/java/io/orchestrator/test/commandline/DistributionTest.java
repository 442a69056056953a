package io.orchestrator.test.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution that {@code mvn package} leaves, started by its own script. */
class DistributionTest {
  private static final long LIMIT_SECONDS = 120;

  @TempDir Path elsewhere;
  private Path script;

  @BeforeEach
  void find() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("application.conf"))) {
      folder = folder.getParent();
    }
    assumeTrue(folder != null, "the project's root was not found");
    Path dist = folder.resolve("orchestrator").resolve("target").resolve("dist");
    script = dist.resolve("bin").resolve("orchestrator");
    assumeTrue(Files.exists(script), "skipped: 'mvn package' has not made " + dist);
    assumeTrue(Files.isDirectory(dist.resolve("lib")), "skipped: " + dist + " has no lib");
    assumeTrue(Path.of("/bin/sh").toFile().canExecute(), "skipped: no sh here");
  }

  @Test
  void explainsItselfFromAnyDirectory() throws Exception {
    String help = run(0, "--help");
    assertTrue(help.contains("Usage: orchestrator"), help);
    assertTrue(help.contains("serve"), help);
    assertTrue(run(0, "--version").contains("orchestrator"));
  }

  @Test
  void itsOwnConfigurationIsGoodAndABadOneIsNot() throws Exception {
    assertTrue(run(0, "config", "check").contains("good"));
    Path bad = Files.writeString(elsewhere.resolve("bad.conf"), "orchestrator.http.port = x");
    String told = run(2, "config", "check", bad.toString());
    assertTrue(told.contains("bad.conf: 1: orchestrator.http.port"), told);
  }

  private String run(int exitCode, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
    command.addAll(List.of(arguments));
    Path output = elsewhere.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(elsewhere.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(k -> k.startsWith("ORCHESTRATOR_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertTrue(ended, "still runs: " + text);
    assertEquals(exitCode, process.exitValue(), text);
    return text;
  }
}
