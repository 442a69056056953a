package io.orchestrator.actors.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.orchestrator.actors.pipeline.KeptHistory;
import io.orchestrator.domain.market.MarketClock;
import io.orchestrator.domain.port.Cache;
import io.orchestrator.domain.port.EventHistory;
import io.orchestrator.domain.port.MarketDataFeed;
import io.orchestrator.domain.port.MonitoredService;
import io.orchestrator.domain.resource.DeviceLease;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The outside that a node works with.
 *
 * @param services probed by the Health Monitor where the supervisor lives; the six of the
 *     specification
 * @param feed used where the supervisor lives
 * @param kept where this node keeps history; empty: nowhere
 * @param gpu whoever uses the device takes it first
 * @param marketClock now in market time: as the feed tells it, or the simulated market's clock
 * @param clock wall time
 */
public record NodePorts(
    List<MonitoredService> services,
    MarketDataFeed feed,
    Cache cache,
    Optional<KeptHistory> kept,
    EventHistory history,
    DeviceLease gpu,
    MeterRegistry meters,
    MarketClock marketClock,
    InstantSource clock) {
  public NodePorts {
    services = List.copyOf(services);
  }
}
