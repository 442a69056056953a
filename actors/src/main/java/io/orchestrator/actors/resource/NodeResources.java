package io.orchestrator.actors.resource;

import io.orchestrator.actors.api.Resources;
import io.orchestrator.domain.resource.DeviceLease;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the {@link ResourceManager} found last, for everybody. Thread-safe. */
public final class NodeResources implements Resources {
  private volatile ResourceSettings settings;
  private final DeviceLease gpu;
  private volatile boolean scarce;
  private volatile boolean needed;
  private volatile double heapUsed;
  private volatile Duration wait = Duration.ZERO;
  private volatile long timesScarce;
  private volatile long timesNeeded;

  /**
   * @param gpu whoever uses it takes this first
   */
  public NodeResources(ResourceSettings settings, DeviceLease gpu) {
    this.settings = settings;
    this.gpu = gpu;
  }

  ResourceSettings settings() {
    return settings;
  }

  /** Memory and cores are judged by these from now on. */
  public void change(ResourceSettings.Memory memory, ResourceSettings.Cpu cpu) {
    settings = new ResourceSettings(settings.lookEvery(), memory, cpu);
  }

  /** By the manager only: counts how often memory became scarce. */
  void memory(boolean nowScarce, double used) {
    if (nowScarce && !scarce) {
      timesScarce++;
    }
    heapUsed = used;
    scarce = nowScarce;
  }

  /** By the manager only. */
  void cores(boolean nowNeeded) {
    if (nowNeeded && !needed) {
      timesNeeded++;
    }
    needed = nowNeeded;
  }

  /** By the manager only. */
  void waited(Duration forThread) {
    wait = forThread;
  }

  @Override
  public boolean memoryScarce() {
    return scarce;
  }

  @Override
  public boolean coresNeeded() {
    return needed;
  }

  @Override
  public int heavySteps(int most) {
    return settings.cpu().slots(most).allowed(scarce, needed);
  }

  /** Share of the largest heap in use after the last collection. */
  public double heapUsed() {
    return heapUsed;
  }

  /** How long a task last waited for a thread of the actors. */
  public Duration waitForThread() {
    return wait;
  }

  public long timesScarce() {
    return timesScarce;
  }

  public long timesNeeded() {
    return timesNeeded;
  }

  public DeviceLease.View gpu() {
    return gpu.view();
  }

  @Override
  public Map<String, Object> view() {
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put("used_after_collection", heapUsed);
    memory.put("high_watermark", settings.memory().highWatermark());
    memory.put("low_watermark", settings.memory().lowWatermark());
    memory.put("scarce", scarce);
    memory.put("times_scarce", timesScarce);
    Map<String, Object> cores = new LinkedHashMap<>();
    cores.put("needed_by_orders", needed);
    cores.put("times_needed", timesNeeded);
    cores.put("wait_for_thread_ms", TimeUnit.NANOSECONDS.toMicros(wait.toNanos()) / 1_000.0);
    DeviceLease.View lease = gpu.view();
    Map<String, Object> device = new LinkedHashMap<>();
    device.put("holder", lease.holder().orElse(null));
    device.put("held_for_ms", lease.heldFor().toMillis());
    device.put("waiting", lease.waiting());
    device.put("leases", lease.taken());
    device.put("refused", lease.refused());
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("memory", memory);
    all.put("cores", cores);
    all.put("gpu", device);
    return all;
  }
}
