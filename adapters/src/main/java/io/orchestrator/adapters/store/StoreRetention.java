package io.orchestrator.adapters.store;

import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.domain.port.TickStore;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
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
   * @param ticks if they are kept
   * @param marketClock time of the bars
   */
  public static StoreRetention start(
      BarStore store,
      Optional<TickStore> ticks,
      StoreSettings settings,
      InstantSource marketClock) {
    StoreRetention retention = new StoreRetention();
    retention.timer.scheduleWithFixedDelay(
        () -> {
          Instant now = marketClock.instant();
          prune(store, settings, now);
          ticks.ifPresent(t -> prune(t, settings.ticks(), now));
        },
        FIRST.toMinutes(),
        EVERY.toMinutes(),
        TimeUnit.MINUTES);
    return retention;
  }

  /**
   * @return bars forgotten
   */
  static long prune(BarStore store, StoreSettings settings, Instant now) {
    if (unused(store, settings)) {
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

  /** An embedded store that was never written is not made for this. */
  private static boolean unused(BarStore store, StoreSettings settings) {
    return store instanceof DuckDbBarStore && !Files.exists(settings.directory());
  }

  /**
   * @return ticks forgotten
   */
  static long prune(TickStore store, TickSettings settings, Instant now) {
    try {
      long pruned = store.prune(now.minus(settings.keepFor()), settings.maxKept());
      LOG.info("retention: {} ticks forgotten", pruned);
      return pruned;
    } catch (RuntimeException e) {
      // Tomorrow again; a scheduled task that throws would never run again.
      LOG.warn("retention of ticks failed: {}", e.toString());
      return 0;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
