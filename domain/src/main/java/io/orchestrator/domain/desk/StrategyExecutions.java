package io.orchestrator.domain.desk;

import java.time.Instant;
import java.util.Optional;

/**
 * Executions of one strategy's orders, so that a strategy that ran away waits for a person (RTS 6,
 * article 15(3)): a start in between does not give it another share.
 *
 * @param count since a person enabled it last
 * @param enabled when that was; empty: never
 */
public record StrategyExecutions(int count, Optional<Instant> enabled) {
  public static final StrategyExecutions NONE = new StrategyExecutions(0, Optional.empty());

  StrategyExecutions oneMore() {
    return new StrategyExecutions(count + 1, enabled);
  }
}
