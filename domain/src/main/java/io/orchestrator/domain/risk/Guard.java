package io.orchestrator.domain.risk;

import java.util.List;

/**
 * What the gate and people need beside the measures.
 *
 * @param limits in force, all of them
 * @param warnings numbers near their limits
 */
public record Guard(LimitSet limits, List<Warning> warnings) {

  /** Only the account's limits. */
  public static Guard of(RiskLimits limits) {
    return new Guard(LimitSet.of(limits), List.of());
  }
}
