package io.orchestrator.domain.port;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.health.ServiceName;
import java.util.Optional;

/** A service that the Health Monitor probes and heals. Calls block for a bounded time. */
public interface MonitoredService {
  ServiceName name();

  /** A real round trip; never throws. */
  ProbeResult probe();

  /** Recovery step 1: stop and start the component that talks to the service. */
  void restartComponent();

  /** Recovery step 2: close every connection and open new ones. */
  void resetConnection();

  /**
   * Recovery step 3: switch to degraded operation.
   *
   * @return what now works and how, or empty if there is no fallback
   */
  Optional<String> fallBack();
}
