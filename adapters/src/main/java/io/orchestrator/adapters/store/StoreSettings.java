package io.orchestrator.adapters.store;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What is kept of the market, and the embedded store.
 *
 * @param directory of its file
 * @param memory bytes that the store may use beside the heap
 * @param threads of one query
 * @param idleClose after which the file is closed, so that another process (an import) may write
 * @param lockWait how long to wait for another process that has the file
 * @param keepSeconds retention of bars below a minute; imported ones are kept for ever
 * @param keepMinutes retention of intraday bars from a minute up
 * @param ticks trades one by one
 */
public record StoreSettings(
    Path directory,
    long memory,
    int threads,
    Duration idleClose,
    Duration lockWait,
    Duration keepSeconds,
    Duration keepMinutes,
    TickSettings ticks) {
  private static final long LEAST_MEMORY = 64L << 20;

  public StoreSettings {
    require(memory >= LEAST_MEMORY, "memory must be at least 64MiB");
    require(threads >= 1 && threads <= 64, "threads must be 1 to 64");
    require(!idleClose.isNegative(), "idle-close must not be negative");
    require(!lockWait.isNegative(), "lock-wait must not be negative");
    require(keepSeconds.isPositive(), "keep-seconds must be positive");
    require(keepMinutes.isPositive(), "keep-minutes must be positive");
  }

  public static StoreSettings in(Path directory) {
    return new StoreSettings(
        directory,
        256L << 20,
        2,
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofDays(7),
        Duration.ofDays(750),
        TickSettings.DEFAULT);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
