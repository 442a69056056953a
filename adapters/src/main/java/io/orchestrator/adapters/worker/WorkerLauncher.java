package io.orchestrator.adapters.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a worker's JVM with fixed memory, one compute thread and nothing secret in its reach. */
final class WorkerLauncher {
  private static final Logger log = LoggerFactory.getLogger(WorkerLauncher.class);

  /** Passwords and tokens come by environment: a worker gets only what a JVM and CUDA need. */
  private static final Set<String> INHERITED =
      Set.of(
          "PATH",
          "HOME",
          "LANG",
          "LC_ALL",
          "TZ",
          "LD_LIBRARY_PATH",
          "CUDA_VISIBLE_DEVICES",
          "NVIDIA_VISIBLE_DEVICES",
          "SystemRoot",
          "windir");

  private static final List<Path> NICE = List.of(Path.of("/usr/bin/nice"), Path.of("/bin/nice"));

  private WorkerLauncher() {}

  /**
   * @param temporary private to this process; native libraries are unpacked there under fixed names
   *     and not replaced, so that a folder left by a crash must never be used again
   */
  record Started(Process process, Path temporary) {
    /** Deletes the temporary files; call after the process has ended. */
    void cleanUp() {
      delete(temporary);
    }
  }

  static Started start(WorkerSettings settings) throws IOException {
    Path models = Files.createDirectories(settings.directory().resolve("models"));
    Path natives = Files.createDirectories(settings.directory().resolve("natives"));
    Path parent = Files.createDirectories(settings.directory().resolve("tmp"));
    Path temporary = Files.createTempDirectory(parent, "w-", ownerOnly());
    ProcessBuilder builder = new ProcessBuilder(command(settings, models, natives, temporary));
    builder.directory(temporary.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(INHERITED);
    environment.put("CLASSPATH", settings.classPath());
    // DL4J is 5 to 25 times slower when its threads spin against each other.
    environment.put("OMP_NUM_THREADS", "1");
    environment.put("OMP_WAIT_POLICY", "PASSIVE");
    try {
      return new Started(builder.start(), temporary);
    } catch (IOException e) {
      delete(temporary);
      throw e;
    }
  }

  private static List<String> command(
      WorkerSettings settings, Path models, Path natives, Path temporary) {
    long nativeBytes = (long) settings.nativeMegabytes() << 20;
    long allBytes = nativeBytes + ((long) settings.heapMegabytes() << 20);
    List<String> command = new ArrayList<>(behindOthers(settings.niceness()));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + settings.heapMegabytes() + "m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-Dorg.bytedeco.javacpp.maxbytes=" + nativeBytes,
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=" + allBytes,
            "-Dorg.bytedeco.javacpp.cachedir=" + natives,
            "-Djava.io.tmpdir=" + temporary,
            "-Dlogback.configurationFile=logback-worker.xml",
            "-Duser.timezone=UTC",
            settings.mainClass(),
            models.toString(),
            Integer.toString(settings.maxFrameBytes()),
            Long.toString(settings.maxModelAge().toSeconds())));
    return command;
  }

  /** The command becomes the worker itself, so that its id stays that of the process. */
  private static List<String> behindOthers(int niceness) {
    Optional<Path> nice = NICE.stream().filter(Files::isExecutable).findFirst();
    return niceness == 0 || nice.isEmpty()
        ? List.of()
        : List.of(nice.get().toString(), "-n", Integer.toString(niceness));
  }

  private static FileAttribute<?>[] ownerOnly() {
    return Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private static void delete(Path folder) {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      log.warn("temporary files of a worker stay in {}: {}", folder, e.toString());
    }
  }
}
