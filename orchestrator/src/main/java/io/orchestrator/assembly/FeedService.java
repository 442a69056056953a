package io.orchestrator.assembly;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.port.MarketDataFeed;
import io.orchestrator.domain.port.MonitoredService;
import io.orchestrator.domain.system.SystemPart;
import java.util.Optional;

/** The market data feed as the Health Monitor sees it. */
record FeedService(MarketDataFeed feed, NodeRestarts restarts) implements MonitoredService {
  @Override
  public ServiceName name() {
    return ServiceName.MARKET_DATA;
  }

  @Override
  public ProbeResult probe() {
    return feed.probe();
  }

  @Override
  public void restartComponent() {
    restarts.restart(SystemPart.DATA_PIPELINE);
  }

  @Override
  public void resetConnection() {
    feed.reset();
  }

  /** Cached history still serves analysis; prices are marked stale, so nothing new is opened. */
  @Override
  public Optional<String> fallBack() {
    return Optional.of("history from the cache; prices are stale, entries are off");
  }
}
