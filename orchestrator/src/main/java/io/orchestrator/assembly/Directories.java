package io.orchestrator.assembly;

import io.orchestrator.settings.BadConfiguration;
import io.orchestrator.settings.ConfigProblem;
import io.orchestrator.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The directories that a node writes to; made if they are missing. */
public final class Directories {
  private Directories() {}

  /**
   * @throws BadConfiguration naming the key of each that cannot be made or written to
   */
  public static void requireWritable(Settings settings) {
    List<ConfigProblem> problems = new ArrayList<>();
    problem(settings, "orchestrator.home", settings.home()).ifPresent(problems::add);
    problem(settings, "orchestrator.logs", settings.logs()).ifPresent(problems::add);
    if (!problems.isEmpty()) {
      throw new BadConfiguration(problems);
    }
  }

  private static Optional<ConfigProblem> problem(Settings settings, String key, Path directory) {
    try {
      Files.createDirectories(directory);
      // Only an attempt tells: a read-only mount or a foreign owner shows in no flag for all.
      Files.delete(Files.createTempFile(directory, ".writable", null));
      return Optional.empty();
    } catch (IOException e) {
      String where = settings.config().getValue(key).origin().description();
      String reason = directory + " cannot be written to (" + e + ")";
      return Optional.of(new ConfigProblem(where, key, reason, "a directory of this user"));
    }
  }
}
