package io.orchestrator.adapters.store;

import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.BarStore;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets old bars once a day, in the background; opens no store that is not there. */
public final class StoreRetention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreRetention.class);
  private static final Duration FIRST = Duration.ofMinutes(10);
  private static final Duration EVERY = Duration.ofDays(1);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("bar-store-retention").unstarted(task));

  private StoreRetention() {}

  /**
   * @param marketClock time of the bars
   */
  public static StoreRetention start(
      BarStore store, StoreSettings settings, InstantSource marketClock) {
    StoreRetention retention = new StoreRetention();
    retention.timer.scheduleWithFixedDelay(
        () -> prune(store, settings, marketClock.instant()),
        FIRST.toMinutes(),
        EVERY.toMinutes(),
        TimeUnit.MINUTES);
    return retention;
  }

  /**
   * @return bars forgotten
   */
  static long prune(BarStore store, StoreSettings settings, Instant now) {
    if (!Files.exists(settings.directory())) {
      return 0;
    }
    long pruned = 0;
    try {
      for (Timeframe timeframe : Timeframe.values()) {
        if (timeframe != Timeframe.D1) {
          boolean seconds = timeframe.length().compareTo(Duration.ofMinutes(1)) < 0;
          Duration keep = seconds ? settings.keepSeconds() : settings.keepMinutes();
          pruned += store.prune(timeframe, now.minus(keep));
        }
      }
      LOG.info("retention: {} bars forgotten", pruned);
    } catch (RuntimeException e) {
      // Tomorrow again; a scheduled task that throws would never run again.
      LOG.warn("retention of bars failed: {}", e.toString());
    }
    return pruned;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
