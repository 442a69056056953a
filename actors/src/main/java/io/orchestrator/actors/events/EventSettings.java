package io.orchestrator.actors.events;

import io.orchestrator.domain.event.EventQuery;
import java.time.Duration;

/**
 * Bounds of the event log.
 *
 * @param historyLimit events kept in memory, on the log's node and on each reading node
 * @param bufferLimit events that wait to be written; more are refused
 * @param maxBatch events of one write
 * @param snapshotEvery writes between snapshots
 * @param maxStoreQueries queries of the store at a time; more are refused
 * @param maxFollowers streams that wait for the next event on a node; more are refused
 * @param patience a follower that takes nothing for this long while events wait is too slow
 * @param gapCheck how often a node asks whether it missed an announcement
 * @param restartDelay before the log is opened again after its store failed; doubles up to 10 s
 */
public record EventSettings(
    int historyLimit,
    int bufferLimit,
    int maxBatch,
    int snapshotEvery,
    int maxStoreQueries,
    int maxFollowers,
    Duration patience,
    Duration gapCheck,
    Duration restartDelay) {

  public static final EventSettings DEFAULT =
      new EventSettings(
          1_000,
          10_000,
          200,
          500,
          32,
          5_000,
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofMillis(200));

  public EventSettings {
    require(maxBatch >= 1 && maxBatch <= 1_000, "max-batch must be 1..1000");
    require(
        historyLimit >= maxBatch && historyLimit <= 1_000_000,
        "event-history-limit must be max-batch..1000000");
    require(bufferLimit >= maxBatch, "buffer-limit must be at least max-batch");
    require(snapshotEvery >= 1, "snapshot-every must be at least 1");
    require(maxStoreQueries >= 1, "max-store-queries must be at least 1");
    require(maxFollowers >= 1, "max-followers must be at least 1");
    require(!patience.isNegative() && !patience.isZero(), "patience must be positive");
    require(!gapCheck.isNegative() && !gapCheck.isZero(), "gap-check must be positive");
    require(!restartDelay.isNegative() && !restartDelay.isZero(), "restart-delay must be positive");
  }

  /** How many events a node asks for at a time. */
  int fetch() {
    return Math.min(EventQuery.MAX_LIMIT, 500);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
