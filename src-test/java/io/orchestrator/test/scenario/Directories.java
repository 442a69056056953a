package io.orchestrator.test.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories of scenarios: kept until the next run, so that a failure can be looked into. */
final class Directories {
  private Directories() {}

  /** An empty directory in the build's. */
  static Path fresh(String name) throws IOException {
    Path directory = Path.of("target", "scenarios", name).toAbsolutePath();
    if (Files.exists(directory)) {
      List<Path> old;
      try (Stream<Path> walk = Files.walk(directory)) {
        old = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : old) {
        Files.delete(path);
      }
    }
    return Files.createDirectories(directory);
  }
}
