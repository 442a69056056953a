package io.orchestrator.actors.schedule;

import io.orchestrator.domain.market.Timeframe;
import java.time.Duration;

/**
 * Whether finished bars start an analysis by themselves.
 *
 * @param enabled off: they wait in the pipeline's queue, the newest of each symbol
 * @param timeframe of the bars that are analysed, as the workflow's parameter names it
 * @param pause at least so long between two starts, wall time
 * @param maxSymbols in one run; the rest waits for the next
 */
public record LiveAnalysisSettings(
    boolean enabled, String timeframe, Duration pause, int maxSymbols) {
  public static final LiveAnalysisSettings DEFAULT =
      new LiveAnalysisSettings(false, Timeframe.M1.wireName(), Duration.ofMinutes(1), 100);

  private static final int MOST = 500;

  public LiveAnalysisSettings {
    if (Timeframe.parse(timeframe).isEmpty()) {
      throw new IllegalArgumentException("timeframe is unknown: " + timeframe);
    }
    if (pause.isNegative()) {
      throw new IllegalArgumentException("pause must not be negative");
    }
    if (maxSymbols < 1 || maxSymbols > MOST) {
      throw new IllegalArgumentException("max-symbols must be 1 to " + MOST);
    }
  }
}
