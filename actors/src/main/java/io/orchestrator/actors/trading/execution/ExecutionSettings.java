package io.orchestrator.actors.trading.execution;

import io.orchestrator.domain.execution.ExecutionPolicy;
import java.time.Duration;

/**
 * Settings of the execution algorithms.
 *
 * @param lookInterval wall time between two looks of a parent at market and children
 * @param maxQuoteAge older quotes are not acted on; market time
 * @param askTimeout of calls through the façade
 * @param pictureTimeout until quote and history for a plan must be there
 * @param repeatAfter wall time before a submission or cancel without effect is repeated
 * @param absentAfter wall time for which the desk must not know a child before it is given up
 * @param idleAfter an ended parent that nobody asks for leaves the memory
 * @param maxOpen parents at work together
 * @param curveBars minute bars behind a volume curve
 * @param policy limits of every parent
 */
public record ExecutionSettings(
    Duration lookInterval,
    Duration maxQuoteAge,
    Duration askTimeout,
    Duration pictureTimeout,
    Duration repeatAfter,
    Duration absentAfter,
    Duration idleAfter,
    int maxOpen,
    int curveBars,
    ExecutionPolicy policy) {

  public static final ExecutionSettings DEFAULT =
      new ExecutionSettings(
          Duration.ofMillis(500),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          50,
          3_900,
          ExecutionPolicy.DEFAULT);

  public ExecutionSettings {
    positive("look-interval", lookInterval);
    positive("max-quote-age", maxQuoteAge);
    positive("ask-timeout", askTimeout);
    positive("picture-timeout", pictureTimeout);
    positive("repeat-after", repeatAfter);
    positive("absent-after", absentAfter);
    positive("idle-after", idleAfter);
    if (maxOpen < 1 || maxOpen > 1_000) {
      throw new IllegalArgumentException("max-open must be 1 to 1000, was " + maxOpen);
    }
    if (curveBars < 390) {
      throw new IllegalArgumentException("curve-bars must be at least 390, was " + curveBars);
    }
  }

  private static void positive(String name, Duration value) {
    if (value == null || value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be longer than nothing, was " + value);
    }
  }
}
