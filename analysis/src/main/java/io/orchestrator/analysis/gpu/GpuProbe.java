package io.orchestrator.analysis.gpu;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Asks the CUDA runtime and driver, then runs a tiny kernel and the real ones and compares their
 * results with the CPU's. May end the process (a driver that lacks a symbol) or hang: only for a
 * child process with a deadline. The runtime comes first: it loads without any driver and says so,
 * the driver's binding does not.
 */
public final class GpuProbe {
  /** CUDA 12.0, what the binding was built for. */
  private static final int LEAST_DRIVER = 12_000;

  /** Turing, what the kernels are translated for. */
  private static final double LEAST_CAPABILITY = 7.5;

  private static final long LEAST_MEMORY = 1L << 30;

  private GpuProbe() {}

  /**
   * @return {@code usable} and, if so, {@code name}, {@code compute_capability}, {@code
   *     memory_bytes}, {@code driver_version}; else {@code reason}
   */
  public static Map<String, Object> run() {
    try {
      return probe();
    } catch (LinkageError | RuntimeException e) {
      return unusable("the CUDA binding cannot be loaded: " + e);
    }
  }

  private static Map<String, Object> probe() {
    int driver = CudaDevice.driverVersion();
    if (driver == 0) {
      return unusable("no CUDA driver");
    }
    if (driver < LEAST_DRIVER) {
      return unusable("CUDA driver " + driver + " is older than " + LEAST_DRIVER);
    }
    int devices = CudaDevice.count();
    if (devices < 1) {
      return unusable("CUDA driver " + driver + " finds no device");
    }
    Map<String, Object> found = new LinkedHashMap<>(CudaDevice.describe(0));
    found.put("driver_version", driver);
    found.put("devices", devices);
    String wrong = tooSmall(found);
    if (wrong.isEmpty()) {
      wrong = CudaDevice.checkKernel();
    }
    if (wrong.isEmpty()) {
      wrong = kernels();
    }
    if (!wrong.isEmpty()) {
      found.put("usable", false);
      found.put("reason", wrong);
      return found;
    }
    found.put("usable", true);
    return found;
  }

  private static String tooSmall(Map<String, Object> found) {
    double capability =
        Double.parseDouble(found.getOrDefault("compute_capability", "0").toString());
    long memory = ((Number) found.getOrDefault("memory_bytes", 0L)).longValue();
    if (capability < LEAST_CAPABILITY) {
      return "compute capability " + capability + " is below " + LEAST_CAPABILITY;
    }
    return memory < LEAST_MEMORY
        ? "%d MiB of memory, at least %d are needed".formatted(memory >> 20, LEAST_MEMORY >> 20)
        : "";
  }

  /** The kernels that will be used are translated by this driver, and one of them counts right. */
  private static String kernels() {
    try (GpuCompute gpu = new GpuCompute()) {
      return gpu.check();
    } catch (GpuFailure e) {
      return e.getMessage();
    }
  }

  private static Map<String, Object> unusable(String reason) {
    return Map.of("usable", false, "reason", reason);
  }
}
