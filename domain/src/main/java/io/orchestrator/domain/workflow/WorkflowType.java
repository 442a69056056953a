package io.orchestrator.domain.workflow;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The three workflows of the specification, and the upkeep of the strategies and models they use.
 */
public enum WorkflowType {
  ANALYSIS_TO_TRADE,
  PORTFOLIO_REBALANCE,
  STRATEGY_OPTIMIZATION,
  STRATEGY_REVIEW,
  MODEL_RETRAINING;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<WorkflowType> parse(String wireName) {
    return Arrays.stream(values()).filter(t -> t.wireName().equals(wireName)).findFirst();
  }
}
