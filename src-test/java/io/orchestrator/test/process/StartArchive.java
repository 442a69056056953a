package io.orchestrator.test.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;

/**
 * For a test that starts the program many times: the classes of one start in a file that the others
 * map, which halves their CPU. Such a file knows jars only, so folders of classes are packed first.
 */
public final class StartArchive {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** A start matters here, not the speed of a program that has run for long. */
  public static final List<String> QUICK_START =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final Path file;
  private final String classPath;

  private StartArchive(Path file, String classPath) {
    this.file = file;
    this.classPath = classPath;
  }

  /**
   * Starts and stops the program once.
   *
   * @param directory kept as long as programs are started from it
   */
  public static StartArchive make(
      Path directory, Map<String, String> config, Map<String, String> more) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    StartArchive archive = new StartArchive(directory.resolve("start.jsa"), packed(directory));
    try (OrchestratorProcess trained =
        archive.serve(
            directory.resolve("home"), config, more, "-XX:ArchiveClassesAtExit=" + archive.file)) {
      trained.awaitServing(PATIENCE);
      trained.stop(PATIENCE);
    }
    return archive;
  }

  public OrchestratorProcess serve(
      Path home, Map<String, String> config, Map<String, String> more) {
    // A Java that does not take the file starts without it.
    return serve(home, config, more, "-XX:SharedArchiveFile=" + file);
  }

  private OrchestratorProcess serve(
      Path home, Map<String, String> config, Map<String, String> more, String option) {
    List<String> options = new ArrayList<>(QUICK_START);
    options.add(option);
    return OrchestratorProcess.serve(home, config, more, options, classPath);
  }

  private static String packed(Path directory) {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!Files.isDirectory(Path.of(entry))) {
        jars.add(entry);
        continue;
      }
      Path jar = directory.resolve("classes-" + jars.size() + ".jar");
      int failed =
          ToolProvider.findFirst("jar")
              .orElseThrow(() -> new IllegalStateException("a JDK is needed, this is a JRE"))
              .run(System.out, System.err, "--create", "--file", jar.toString(), "-C", entry, ".");
      if (failed != 0) {
        throw new IllegalStateException("cannot pack " + entry);
      }
      jars.add(jar.toString());
    }
    return String.join(File.pathSeparator, jars);
  }
}
