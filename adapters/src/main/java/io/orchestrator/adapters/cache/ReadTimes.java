package io.orchestrator.adapters.cache;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** How long the newest reads took. Thread-safe, of fixed size, without a lock. */
final class ReadTimes {
  private static final int KEPT = 512;

  private final AtomicLongArray nanos = new AtomicLongArray(KEPT);
  private final AtomicLong count = new AtomicLong();

  void add(long tookNanos) {
    nanos.set((int) (count.getAndIncrement() % KEPT), tookNanos);
  }

  /**
   * @param share 0 to 1
   * @return the time that so many of the kept reads did not exceed; zero before the first
   */
  Duration quantile(double share) {
    int known = (int) Math.min(KEPT, count.get());
    if (known == 0) {
      return Duration.ZERO;
    }
    long[] sorted = new long[known];
    Arrays.setAll(sorted, nanos::get);
    Arrays.sort(sorted);
    return Duration.ofNanos(sorted[Math.max(0, (int) Math.ceil(share * known) - 1)]);
  }
}
