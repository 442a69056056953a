package io.orchestrator.persistence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A process of its own with the class path of the tests. */
public final class ChildJvm {
  private ChildJvm() {}

  public static Process start(String mainClass, Path argument) throws IOException {
    return new ProcessBuilder(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass,
                argument.toString()))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
