package io.orchestrator.domain.execution;

import java.time.Duration;

/**
 * Limits that hold for every parent, whatever it asks for.
 *
 * @param maxChildren of one parent in all; above it the parent fails (a runaway loop at Knight
 *     Capital made 4 million children of 212 parents)
 * @param childPause wall time between two children of one parent
 * @param settle wall time after a child's end in which a late fill may still come; until then its
 *     rest is not used again
 * @param retryPause wall time after a denial or rejection
 * @param maxFailures denials and rejections in a row that end the parent
 * @param catchUp a slice sends at most this multiple of its planned quantity; the last slice is
 *     free
 * @param cushion fraction beyond the far side of the quote for a child that crosses
 */
public record ExecutionPolicy(
    int maxChildren,
    Duration childPause,
    Duration settle,
    Duration retryPause,
    int maxFailures,
    double catchUp,
    double cushion) {

  public static final ExecutionPolicy DEFAULT =
      new ExecutionPolicy(
          1_000,
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          10,
          3,
          0.0005);

  public ExecutionPolicy {
    if (maxChildren < 1 || maxChildren > 100_000 || maxFailures < 1) {
      throw new IllegalArgumentException(
          "max-children must be 1 to 100000 and max-failures at least 1");
    }
    if (childPause.isNegative() || settle.isNegative() || retryPause.isNegative()) {
      throw new IllegalArgumentException("pauses must not be negative");
    }
    if (!(catchUp >= 1 && catchUp <= 100)) {
      throw new IllegalArgumentException("catch-up must be 1 to 100, was " + catchUp);
    }
    if (!(cushion >= 0 && cushion <= 0.05)) {
      throw new IllegalArgumentException("cushion must be 0 to 0.05, was " + cushion);
    }
  }
}
