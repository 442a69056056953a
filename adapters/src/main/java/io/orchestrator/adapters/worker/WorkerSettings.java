package io.orchestrator.adapters.worker;

import java.nio.file.Path;
import java.time.Duration;

/**
 * @param classPath of the child process
 * @param mainClass by name: the adapters do not know the analysis module
 * @param directory for models, unpacked native libraries and temporary files; created if absent
 * @param heapMegabytes Java heap of each worker
 * @param nativeMegabytes memory of native libraries on top of it
 * @param requestDeadline of one attempt at an analysis, training included
 * @param pingDeadline of a probe, start of the process included
 * @param idleShutdown a worker that had nothing to do for so long is stopped
 * @param maxModelAge older models are trained anew
 * @param maxFrameBytes of one message in either direction
 * @param maxSymbols in one request
 * @param maxBarsPerSymbol newest bars that are sent
 * @param niceness how far the system puts a worker behind this process when cores are short, 0 to
 *     19; without effect where there is no command {@code nice}
 */
public record WorkerSettings(
    String classPath,
    String mainClass,
    Path directory,
    int heapMegabytes,
    int nativeMegabytes,
    Duration requestDeadline,
    Duration pingDeadline,
    Duration idleShutdown,
    Duration maxModelAge,
    int maxFrameBytes,
    int maxSymbols,
    int maxBarsPerSymbol,
    int niceness) {

  public WorkerSettings {
    require(!classPath.isBlank(), "class-path must not be empty");
    require(heapMegabytes >= 64, "heap-megabytes must be at least 64");
    require(nativeMegabytes >= 64, "native-megabytes must be at least 64");
    require(requestDeadline.isPositive(), "request-deadline must be positive");
    require(pingDeadline.isPositive(), "ping-deadline must be positive");
    require(idleShutdown.isPositive(), "idle-shutdown must be positive");
    require(maxModelAge.toSeconds() > 0, "max-model-age must be at least 1 s");
    require(maxFrameBytes >= 1024, "max-frame-bytes must be at least 1024");
    require(maxSymbols >= 1, "max-symbols must be at least 1");
    require(maxBarsPerSymbol >= 60, "max-bars-per-symbol must be at least 60");
    require(niceness >= 0 && niceness <= 19, "niceness must be 0..19");
  }

  /** Defaults, with this JVM's class path and everything below {@code dataDirectory/worker}. */
  public static WorkerSettings in(Path dataDirectory) {
    return new WorkerSettings(
        System.getProperty("java.class.path"),
        "io.orchestrator.analysis.worker.WorkerMain",
        dataDirectory.resolve("worker").toAbsolutePath(),
        384,
        1_024,
        Duration.ofSeconds(120),
        Duration.ofSeconds(20),
        Duration.ofMinutes(5),
        Duration.ofHours(24),
        64 << 20,
        500,
        1_000,
        5);
  }

  public WorkerSettings withRequestDeadline(Duration deadline) {
    return new WorkerSettings(
        classPath,
        mainClass,
        directory,
        heapMegabytes,
        nativeMegabytes,
        deadline,
        pingDeadline,
        idleShutdown,
        maxModelAge,
        maxFrameBytes,
        maxSymbols,
        maxBarsPerSymbol,
        niceness);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
