package io.orchestrator.adapters.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.port.MonitoredService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a GPU can be used. Order: the switch; platform and device node, before anything is
 * loaded; a child process that asks CUDA and computes something, because a bad driver can end or
 * hang a JVM. The verdict is kept until somebody asks for recovery: nothing of it changes while the
 * machine runs.
 */
public final class GpuProbeService implements MonitoredService {
  /** The detail where there is none: no fault. */
  public static final String CPU_ONLY = "cpu-only";

  private static final String GPU = "gpu ";

  private static final List<Path> NODES =
      List.of(
          Path.of("/dev/nvidiactl"),
          Path.of("/dev/nvidia0"),
          Path.of("/dev/dxg"),
          Path.of("/proc/driver/nvidia/version"));

  private final boolean useGpu;
  private final WorkerSettings settings;
  private final List<Path> nodes;
  private final BackgroundProbe asking;
  private volatile ProbeResult verdict;

  /**
   * @param useGpu false: never look
   */
  public GpuProbeService(boolean useGpu, WorkerSettings settings) {
    this(useGpu, settings, NODES);
  }

  /**
   * @param nodes only if one of them exists anything is loaded
   */
  public GpuProbeService(boolean useGpu, WorkerSettings settings, List<Path> nodes) {
    this.useGpu = useGpu;
    this.settings = settings;
    this.nodes = nodes;
    this.asking = new BackgroundProbe(this::ask, CPU_ONLY + " until the GPU has answered");
  }

  @Override
  public ServiceName name() {
    return ServiceName.GPU;
  }

  @Override
  public synchronized ProbeResult probe() {
    if (verdict != null) {
      return verdict;
    }
    if (!useGpu || !possible()) {
      verdict = ProbeResult.ok(Duration.ZERO, CPU_ONLY);
      return verdict;
    }
    ProbeResult said = asking.ask();
    if (!asking.underWay()) {
      verdict = said;
    }
    return said;
  }

  /** Whether the last answer was a GPU that computes right; does not wait. */
  boolean usable() {
    ProbeResult known = verdict;
    return known != null && known.detail().startsWith(GPU);
  }

  /**
   * Asks until the answer is known.
   *
   * @param patience at most
   * @return what health says then
   */
  public ProbeResult decide(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    ProbeResult said = probe();
    while (verdict == null && System.nanoTime() < end) {
      said = probe();
    }
    return said;
  }

  /** It answered the probe and failed at work: not used again until somebody asks for recovery. */
  synchronized void failed(String reason) {
    verdict = ProbeResult.impaired(Duration.ZERO, CPU_ONLY + " after a failure: " + reason);
  }

  private boolean possible() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "");
    return os.contains("linux")
        && (arch.equals("amd64") || arch.equals("x86_64"))
        && nodes.stream().anyMatch(Files::exists);
  }

  private ProbeResult ask() {
    long start = System.nanoTime();
    try (WorkerProcess worker = new WorkerProcess("gpu_probe", settings)) {
      JsonNode found = worker.call(worker.request("gpu_probe"), settings.pingDeadline(), p -> {});
      Duration latency = Duration.ofNanos(System.nanoTime() - start);
      if (!found.path("usable").asBoolean(false)) {
        return ProbeResult.impaired(latency, CPU_ONLY + ": " + found.path("reason").asText());
      }
      return ProbeResult.ok(
          latency,
          (GPU + "%s, compute capability %s, %.0f GiB, CUDA driver %d")
              .formatted(
                  found.path("name").asText("?"),
                  found.path("compute_capability").asText("?"),
                  found.path("memory_bytes").asDouble(0) / (1L << 30),
                  found.path("driver_version").asInt()));
    } catch (WorkerFailure e) {
      Duration latency = Duration.ofNanos(System.nanoTime() - start);
      return ProbeResult.impaired(latency, CPU_ONLY + ": " + e.getMessage());
    }
  }

  @Override
  public synchronized void restartComponent() {
    verdict = null;
  }

  @Override
  public synchronized void resetConnection() {
    verdict = null;
  }

  @Override
  public Optional<String> fallBack() {
    return Optional.of(CPU_ONLY);
  }
}
