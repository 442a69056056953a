package io.orchestrator.domain.execution;

import java.time.Instant;

/**
 * A piece of the window.
 *
 * @param start market time, inclusive
 * @param end market time, exclusive
 * @param quantity planned shares; 0 where the quantity follows the market ({@link Algorithm#POV})
 */
public record Slice(int index, Instant start, Instant end, long quantity) {
  boolean contains(Instant marketNow) {
    return !marketNow.isBefore(start) && marketNow.isBefore(end);
  }

  Instant middle() {
    return start.plus(java.time.Duration.between(start, end).dividedBy(2));
  }
}
