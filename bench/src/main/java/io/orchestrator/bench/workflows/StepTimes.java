package io.orchestrator.bench.workflows;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the engine adds to a step: from the moment that one step's code begins to the moment that
 * the next one's does, for the code itself does nothing.
 */
final class StepTimes {
  private static final int MOST = 1 << 20;

  private final Map<String, Long> last = new ConcurrentHashMap<>();
  private final long[] nanos = new long[MOST];
  private final AtomicInteger count = new AtomicInteger();

  void began(String workflowId) {
    long now = System.nanoTime();
    Long before = last.put(workflowId, now);
    if (before != null) {
      nanos[count.getAndIncrement() % MOST] = now - before;
    }
  }

  void forget(String workflowId) {
    last.remove(workflowId);
  }

  void reset() {
    count.set(0);
  }

  /** Milliseconds that the share of steps did not exceed. */
  double quantile(double share) {
    long[] sorted = Arrays.copyOf(nanos, Math.min(count.get(), MOST));
    Arrays.sort(sorted);
    return Latencies.millis(sorted, share);
  }
}
