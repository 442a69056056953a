package io.orchestrator.assembly;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.port.MonitoredService;
import io.orchestrator.persistence.audit.AuditWriter;
import java.util.Optional;

/** The database's health, which is no better than what can be audited: else entries stop. */
record AuditedDatabase(MonitoredService database, AuditWriter audit) implements MonitoredService {
  @Override
  public ServiceName name() {
    return database.name();
  }

  @Override
  public ProbeResult probe() {
    return audit.judge(database.probe());
  }

  @Override
  public void restartComponent() {
    database.restartComponent();
  }

  @Override
  public void resetConnection() {
    database.resetConnection();
  }

  @Override
  public Optional<String> fallBack() {
    return database.fallBack();
  }
}
