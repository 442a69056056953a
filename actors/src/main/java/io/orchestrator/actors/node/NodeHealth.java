package io.orchestrator.actors.node;

import akka.actor.typed.ActorRef;
import io.orchestrator.actors.api.HealthReports;
import io.orchestrator.actors.health.HealthMonitor;
import io.orchestrator.domain.health.HealthReport;
import io.orchestrator.domain.health.ServiceName;
import java.util.concurrent.CompletionStage;

/** {@link HealthReports} on one node. */
record NodeHealth(Asking asking, ActorRef<HealthMonitor.Command> monitor) implements HealthReports {
  private static final String PART = "health_monitor";

  @Override
  public CompletionStage<HealthReport> report() {
    return asking
        .<HealthMonitor.Command, HealthMonitor.ReportReply>ask(
            PART, monitor, HealthMonitor.GetReport::new)
        .thenApply(reply -> Asking.valueOf(reply.report(), reply.refusal()));
  }

  @Override
  public CompletionStage<HealthReport> recover(ServiceName service, String by) {
    return asking
        .<HealthMonitor.Command, HealthMonitor.ReportReply>ask(
            PART, monitor, replyTo -> new HealthMonitor.Recover(service, by, replyTo))
        .thenApply(reply -> Asking.valueOf(reply.report(), reply.refusal()));
  }
}
