package io.orchestrator.actors.resource;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The heap as the collectors of this Java machine tell it after each of their collections. */
final class VirtualMachineHeap implements Heap {
  private static final Logger LOG = LoggerFactory.getLogger(VirtualMachineHeap.class);

  private final Set<String> pools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toSet());
  private final NotificationListener listener = (told, handback) -> heard(told);
  private volatile double used = Double.NaN;
  private volatile long collectedNanos = System.nanoTime();

  VirtualMachineHeap() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(listener, null, null);
      }
    }
  }

  private void heard(Notification told) {
    if (told.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      var info = GarbageCollectionNotificationInfo.from((CompositeData) told.getUserData());
      long bytes = 0;
      for (Map.Entry<String, MemoryUsage> pool :
          info.getGcInfo().getMemoryUsageAfterGc().entrySet()) {
        bytes += pools.contains(pool.getKey()) ? pool.getValue().getUsed() : 0;
      }
      used = share(bytes);
      collectedNanos = System.nanoTime();
    }
  }

  private static double share(long bytes) {
    return bytes / (double) Runtime.getRuntime().maxMemory();
  }

  @Override
  public double usedAfterCollection() {
    double told = used;
    return Double.isNaN(told)
        ? share(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed())
        : told;
  }

  @Override
  public Duration sinceCollection() {
    return Duration.ofNanos(System.nanoTime() - collectedNanos);
  }

  @Override
  public void collect() {
    System.gc();
  }

  @Override
  public void close() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        try {
          emitter.removeNotificationListener(listener);
        } catch (ListenerNotFoundException e) {
          LOG.debug("{} had no listener of ours", collector.getName(), e);
        }
      }
    }
  }
}
