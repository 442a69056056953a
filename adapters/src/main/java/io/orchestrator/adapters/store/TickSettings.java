package io.orchestrator.adapters.store;

import java.time.Duration;

/**
 * Trades one by one on disk.
 *
 * @param keep whether trades of watched symbols are kept as they come
 * @param keepFor retention by age, market time
 * @param maxKept retention by number, all symbols together
 * @param queue trades waiting to be written; more are dropped and counted, and come again from
 *     history
 * @param batch most trades of one write
 * @param flushEvery longest time between a trade and its write
 * @param fillEvery how often missing numbers are asked for from the vendor's history
 * @param maxFilled most trades of one such question
 */
public record TickSettings(
    boolean keep,
    Duration keepFor,
    long maxKept,
    int queue,
    int batch,
    Duration flushEvery,
    Duration fillEvery,
    int maxFilled) {
  public static final TickSettings DEFAULT =
      new TickSettings(
          false,
          Duration.ofDays(30),
          50_000_000,
          200_000,
          20_000,
          Duration.ofSeconds(2),
          Duration.ofMinutes(5),
          200_000);

  public TickSettings {
    require(keepFor.isPositive(), "keep-for must be positive");
    require(maxKept >= 1, "max-kept must be at least 1");
    require(queue >= 1 && queue <= 10_000_000, "queue must be 1 to 10000000");
    require(batch >= 1 && batch <= queue, "batch must be 1 to the size of the queue");
    require(flushEvery.toMillis() >= 10, "flush-every must be at least 10ms");
    require(fillEvery.toSeconds() >= 10, "fill-every must be at least 10s");
    require(maxFilled >= 1, "max-filled must be at least 1");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
