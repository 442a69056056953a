package io.orchestrator.assembly;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.port.BrokerGateway;
import io.orchestrator.domain.port.MonitoredService;
import io.orchestrator.domain.system.SystemPart;
import java.util.Optional;

/** The broker's session as the Health Monitor sees it. */
record BrokerService(BrokerGateway broker, NodeRestarts restarts) implements MonitoredService {
  @Override
  public ServiceName name() {
    return ServiceName.TRADING;
  }

  @Override
  public ProbeResult probe() {
    return broker.probe();
  }

  /** The desk recovers from its journal and reconciles before it sends anything. */
  @Override
  public void restartComponent() {
    restarts.restart(SystemPart.TRADING_DESK);
  }

  @Override
  public void resetConnection() {
    broker.reset();
  }

  /**
   * There is one account and one order path: without it nothing is sent, and nothing is guessed.
   */
  @Override
  public Optional<String> fallBack() {
    return Optional.empty();
  }
}
