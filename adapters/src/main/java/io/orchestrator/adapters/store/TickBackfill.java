package io.orchestrator.adapters.store;

import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.MarketHistory;
import io.orchestrator.domain.port.MarketHistory.TickQuery;
import io.orchestrator.domain.port.TickStore;
import io.orchestrator.domain.port.TickStore.Gap;
import io.orchestrator.domain.port.TickStore.Series;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the vendor's history for trades whose numbers are missing: those of a lost connection, of a
 * restart, or dropped under load. Each gap is asked for once; vendors leave numbers out, too.
 */
public final class TickBackfill implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TickBackfill.class);
  private static final Duration BACK = Duration.ofDays(1);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int GAPS_AT_A_TIME = 100;
  private static final int REMEMBERED = 10_000;

  private final TickStore store;
  private final MarketHistory archive;
  private final String source;
  private final TickSettings settings;
  private final MarketClock clock;
  private final Set<Asked> asked =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Asked, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("tick-backfill").unstarted(task));

  private record Asked(Series series, Instant after, Instant before) {}

  TickBackfill(
      TickStore store,
      MarketHistory archive,
      String source,
      TickSettings settings,
      MarketClock clock) {
    this.store = store;
    this.archive = archive;
    this.source = source;
    this.settings = settings;
    this.clock = clock;
  }

  public static TickBackfill start(
      TickStore store,
      MarketHistory archive,
      String source,
      TickSettings settings,
      MarketClock clock) {
    TickBackfill backfill = new TickBackfill(store, archive, source, settings, clock);
    long every = settings.fillEvery().toMillis();
    backfill.timer.scheduleWithFixedDelay(backfill::runSafely, every, every, TimeUnit.MILLISECONDS);
    return backfill;
  }

  private void runSafely() {
    try {
      run();
    } catch (RefusedException | ExecutionException | TimeoutException e) {
      // The next turn asks again; a scheduled task that throws would never run again.
      LOG.warn("missing trades could not be filled: {}", e.toString());
    } catch (RuntimeException e) {
      LOG.error("missing trades could not be filled", e);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * @return trades that were missing and are here now
   */
  long run() throws InterruptedException, ExecutionException, TimeoutException {
    if (!clock.known()) {
      return 0;
    }
    Instant now = clock.instant();
    Range range = new Range(now.minus(BACK), now);
    long filled = 0;
    int left = GAPS_AT_A_TIME;
    for (TickStore.Summary summary : store.series()) {
      Series series = summary.series();
      if (!series.source().equals(source) || summary.last().isBefore(range.from())) {
        continue;
      }
      for (Gap gap : store.gaps(series, range)) {
        Asked question = new Asked(series, gap.after(), gap.before());
        if (left > 0 && !asked.contains(question)) {
          left--;
          filled += fill(series, gap);
          asked.add(question);
        }
      }
    }
    if (filled > 0) {
      LOG.info("{} missing trades came from history", filled);
    }
    return filled;
  }

  /** History is asked by whole seconds; what is here already changes nothing. */
  private long fill(Series series, Gap gap)
      throws InterruptedException, ExecutionException, TimeoutException {
    Instant from = gap.after().truncatedTo(ChronoUnit.SECONDS);
    Instant to = gap.before().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    long[] added = new long[1];
    archive
        .ticks(
            TickQuery.between(series.symbol(), from, to, settings.maxFilled()),
            ticks -> added[0] += store.write(source, ticks).added())
        .toCompletableFuture()
        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    return added[0];
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
