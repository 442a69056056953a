package io.orchestrator.test.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Node and npm where they are installed; what needs them is skipped with a message elsewhere. */
public final class Npm {
  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);

  private Npm() {}

  public record Outcome(int exit, String output) {}

  /** {@code npm ci} in a folder, unless what is installed there is that of its lock file. */
  public static void installedOrSkip(Path folder) throws IOException {
    assumeTrue(works(folder, "node"), "skipped: node is not installed");
    assumeTrue(works(folder, "npm"), "skipped: npm is not installed");
    Path mark = folder.resolve("node_modules/.installed-lock");
    String lock = Files.readString(folder.resolve("package-lock.json"));
    if (Files.exists(mark) && Files.readString(mark).equals(lock)) {
      return;
    }
    Outcome install =
        run(
            folder,
            List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
            INSTALL_LIMIT);
    assumeTrue(install.exit() == 0, "skipped: npm ci is impossible here: " + install.output());
    Files.writeString(mark, lock);
  }

  private static boolean works(Path folder, String program) {
    try {
      return run(folder, List.of(program, "--version"), Duration.ofMinutes(1)).exit() == 0;
    } catch (IOException notFound) {
      return false;
    }
  }

  /** Runs to the end, or is ended at the limit with exit 124. */
  public static Outcome run(Path folder, List<String> command, Duration limit) throws IOException {
    Path output = Files.createTempFile("npm", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return new Outcome(124, "did not end within " + limit + "\n" + Files.readString(output));
      }
      return new Outcome(process.exitValue(), Files.readString(output));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
