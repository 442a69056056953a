package io.orchestrator.actors.workflow;

import java.time.Duration;

/**
 * Who gets a place among the steps of a node.
 *
 * @param maxPerType steps of one type of workflow at the same time
 * @param maxPerResource steps that name the same resource at the same time
 * @param aging a waiting step counts as one priority higher after each such time, so that none
 *     waits for ever
 * @param cancelGrace from the wish that a step comes back to its interruption
 */
public record StepLimits(int maxPerType, int maxPerResource, Duration aging, Duration cancelGrace) {
  public static final StepLimits DEFAULT =
      new StepLimits(64, 2, Duration.ofSeconds(30), Duration.ofMinutes(3));

  public StepLimits {
    if (maxPerType < 1 || maxPerType > 1_000) {
      throw new IllegalArgumentException("max-per-type must be 1..1000, was " + maxPerType);
    }
    if (maxPerResource < 1 || maxPerResource > 1_000) {
      throw new IllegalArgumentException("max-per-resource must be 1..1000, was " + maxPerResource);
    }
    if (!aging.isPositive() || !cancelGrace.isPositive()) {
      throw new IllegalArgumentException("aging and cancel-grace must be positive");
    }
  }
}
