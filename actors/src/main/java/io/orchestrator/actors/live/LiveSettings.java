package io.orchestrator.actors.live;

import java.time.Duration;

/**
 * @param queue updates that wait for the hub of a node; more are dropped and counted, and readers
 *     that would miss more than a state are ended
 * @param pendingPerReader updates beside states that wait for one slow reader; one more ends it
 * @param maxSymbolsPerClient a client may watch
 * @param renewWatch how often a node repeats what its clients watch
 */
public record LiveSettings(
    int queue, int pendingPerReader, int maxSymbolsPerClient, Duration renewWatch) {
  public static final LiveSettings DEFAULT =
      new LiveSettings(8_192, 4_096, 200, Duration.ofSeconds(15));

  public LiveSettings {
    if (queue < 16 || pendingPerReader < 16 || maxSymbolsPerClient < 1) {
      throw new IllegalArgumentException("live limits are too small");
    }
    if (renewWatch.isNegative() || renewWatch.isZero()) {
      throw new IllegalArgumentException("renew-watch must be positive");
    }
  }
}
