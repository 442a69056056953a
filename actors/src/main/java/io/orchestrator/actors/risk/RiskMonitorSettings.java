package io.orchestrator.actors.risk;

import io.orchestrator.analysis.risk.RiskSettings;
import io.orchestrator.domain.risk.RiskLimits;
import java.time.Duration;

/**
 * The Risk Monitor's settings.
 *
 * @param riskCheckInterval pause between two measurements; fills cause further ones
 * @param fillDelay fills within this time share one measurement
 * @param confirmDelay pause before a number over its limit is looked at again
 * @param historyBars daily bars that are fetched; the measures take their window of them, historic
 *     stress all
 * @param historyTtl how long a fetched history is used
 * @param historyTimeout a slower history makes the numbers unavailable, and so do numbers that are
 *     not there as long again after it
 * @param deskRetry pause before the desk is told a trading state again
 * @param askTimeout of calls through the façade
 * @param emergencyClosePositions when the daily-loss breaker halts: close what is held by market
 *     orders; off: never trade
 * @param guard violations, warnings, breakers, four eyes
 * @param measures how risk is measured
 */
public record RiskMonitorSettings(
    RiskLimits limits,
    Duration riskCheckInterval,
    Duration fillDelay,
    Duration confirmDelay,
    int historyBars,
    Duration historyTtl,
    Duration historyTimeout,
    Duration deskRetry,
    Duration askTimeout,
    boolean emergencyClosePositions,
    GuardSettings guard,
    RiskSettings measures) {

  private static final int GOOD_INTERVALS = 3;

  public static final RiskMonitorSettings DEFAULT =
      new RiskMonitorSettings(
          RiskLimits.DEFAULT,
          Duration.ofSeconds(60),
          Duration.ofMillis(200),
          Duration.ofMillis(400),
          1_260,
          Duration.ofMinutes(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          false,
          GuardSettings.DEFAULT,
          RiskSettings.DEFAULT);

  public RiskMonitorSettings {
    positive("risk-check-interval", riskCheckInterval);
    positive("fill-delay", fillDelay);
    positive("confirm-delay", confirmDelay);
    positive("history-ttl", historyTtl);
    positive("history-timeout", historyTimeout);
    positive("desk-retry", deskRetry);
    positive("ask-timeout", askTimeout);
    if (historyBars < 2) {
      throw new IllegalArgumentException("history-bars must be at least 2, was " + historyBars);
    }
  }

  /** A measurement that has not ended by then counts as failed. */
  Duration measuredWithin() {
    return historyTimeout.multipliedBy(2);
  }

  /**
   * How old a report may be that still lets entries pass: longer than a measurement may take that
   * begins late, so that an older one says that nobody measures any more.
   *
   * @param interval between two measurements
   */
  Duration goodFor(Duration interval) {
    return interval.multipliedBy(GOOD_INTERVALS).plus(measuredWithin());
  }

  public RiskMonitorSettings withInterval(Duration every) {
    return new RiskMonitorSettings(
        limits,
        every,
        fillDelay,
        confirmDelay,
        historyBars,
        historyTtl,
        historyTimeout,
        deskRetry,
        askTimeout,
        emergencyClosePositions,
        guard,
        measures);
  }

  private static void positive(String name, Duration value) {
    if (value == null || value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be longer than nothing, was " + value);
    }
  }
}
