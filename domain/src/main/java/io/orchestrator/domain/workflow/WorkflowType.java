package io.orchestrator.domain.workflow;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The three workflows of the specification, the upkeep of the strategies and models they use, and a
 * day's work that is made of them.
 */
public enum WorkflowType {
  ANALYSIS_TO_TRADE,
  PORTFOLIO_REBALANCE,
  STRATEGY_OPTIMIZATION,
  STRATEGY_REVIEW,
  MODEL_RETRAINING,
  DAILY_CYCLE;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<WorkflowType> parse(String wireName) {
    return Arrays.stream(values()).filter(t -> t.wireName().equals(wireName)).findFirst();
  }
}
