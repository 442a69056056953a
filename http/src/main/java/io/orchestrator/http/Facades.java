package io.orchestrator.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.orchestrator.actors.api.Alerts;
import io.orchestrator.actors.api.Algorithms;
import io.orchestrator.actors.api.DeskControl;
import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.HealthReports;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.api.MarketRecords;
import io.orchestrator.actors.api.MetricsView;
import io.orchestrator.actors.api.Models;
import io.orchestrator.actors.api.Resources;
import io.orchestrator.actors.api.Risk;
import io.orchestrator.actors.api.Schedules;
import io.orchestrator.actors.api.StrategyVersions;
import io.orchestrator.actors.api.SystemControl;
import io.orchestrator.actors.api.Trading;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.port.AuditArchive;
import io.orchestrator.domain.port.AuditTrail;
import io.orchestrator.domain.port.Configuration;
import io.orchestrator.domain.port.PastStates;
import io.orchestrator.domain.port.Revocations;
import io.orchestrator.domain.port.Users;
import java.time.Clock;
import java.util.Optional;

/** Everything that the server asks others for. */
public record Facades(
    SystemControl control,
    HealthReports health,
    Risk risk,
    Trading trading,
    DeskControl desk,
    Algorithms algorithms,
    Workflows workflows,
    Schedules schedules,
    Events events,
    LiveFeed live,
    Market market,
    MarketRecords marketRecords,
    Models models,
    StrategyVersions strategies,
    MetricsView metrics,
    Resources resources,
    Alerts alerts,
    Configuration configuration,
    Users users,
    Revocations revocations,
    AuditTrail audit,
    AuditArchive auditArchive,
    PastStates pastStates,
    PrometheusMeterRegistry meters,
    Clock clock,
    Node node) {

  /**
   * @param name of this node in answers, like its host name
   * @param version of the program
   * @param historyEpoch identity of the event store, equal on all nodes; empty: taken from the
   *     oldest event
   */
  public record Node(String name, String version, Optional<String> historyEpoch) {}
}
