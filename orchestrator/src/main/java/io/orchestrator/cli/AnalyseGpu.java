package io.orchestrator.cli;

import io.orchestrator.adapters.worker.GpuAccelerator;
import io.orchestrator.adapters.worker.GpuProbeService;
import io.orchestrator.adapters.worker.WorkerSettings;
import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.resource.DeviceLease;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** The GPU for one command, if there is one; without a device node nothing is started. */
final class AnalyseGpu implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private final Path directory;
  private final GpuAccelerator accelerator;

  private AnalyseGpu(Path directory, GpuAccelerator accelerator) {
    this.directory = directory;
    this.accelerator = accelerator;
  }

  /** Says on {@code err} what was found, if there was anything to ask. */
  static AnalyseGpu open(PrintWriter err) {
    Path directory =
        Path.of(System.getProperty("java.io.tmpdir"), "analyse-" + ProcessHandle.current().pid());
    WorkerSettings settings = WorkerSettings.in(directory);
    GpuProbeService probe = new GpuProbeService(true, settings);
    String found = probe.decide(PATIENCE).detail();
    if (!found.equals(GpuProbeService.CPU_ONLY)) {
      err.println(Table.printable(found));
      err.flush();
    }
    return new AnalyseGpu(
        directory,
        new GpuAccelerator(
            probe, settings, new DeviceLease(), "analyse", DeviceLease.Urgency.ANALYSIS));
  }

  Accelerator accelerator() {
    return accelerator.available() ? accelerator : Accelerator.NONE;
  }

  @Override
  public void close() {
    accelerator.close();
    if (Files.exists(directory)) {
      try (Stream<Path> tree = Files.walk(directory)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      } catch (IOException | UncheckedIOException e) {
        System.err.println("temporary files stay in " + directory + ": " + e.getMessage());
      }
    }
  }
}
