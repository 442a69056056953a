package io.orchestrator.actors.api;

import io.orchestrator.domain.health.HealthReport;
import io.orchestrator.domain.health.ServiceName;
import java.util.concurrent.CompletionStage;

/** The Health Monitor. */
public interface HealthReports {
  CompletionStage<HealthReport> report();

  /** Tries recovery now, from the first step; answers with the report after it began. */
  CompletionStage<HealthReport> recover(ServiceName service, String by);
}
