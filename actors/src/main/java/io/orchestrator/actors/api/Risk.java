package io.orchestrator.actors.api;

import io.orchestrator.domain.risk.BreakerName;
import io.orchestrator.domain.risk.RiskReport;
import java.util.concurrent.CompletionStage;

/** The Risk Monitor. */
public interface Risk {
  CompletionStage<RiskReport> report();

  CompletionStage<RiskReport> resetBreaker(BreakerName name, String reason, String by);
}
