package io.orchestrator.assembly;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.port.BrokerGateway;
import io.orchestrator.domain.port.MonitoredService;
import java.util.Optional;

/** The broker's session as the Health Monitor sees it. */
record BrokerService(BrokerGateway broker) implements MonitoredService {
  @Override
  public ServiceName name() {
    return ServiceName.TRADING;
  }

  @Override
  public ProbeResult probe() {
    return broker.probe();
  }

  /** A new session; the desk reconciles before it sends anything. */
  @Override
  public void restartComponent() {
    broker.reset();
  }

  @Override
  public void resetConnection() {
    broker.reset();
  }

  /** There is one account and one order path: without it nothing is sent, and nothing is guessed. */
  @Override
  public Optional<String> fallBack() {
    return Optional.empty();
  }
}
