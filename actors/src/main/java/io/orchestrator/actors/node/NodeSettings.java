package io.orchestrator.actors.node;

import io.orchestrator.actors.events.EventSettings;
import io.orchestrator.actors.live.LiveSettings;
import io.orchestrator.actors.pipeline.PipelineSettings;
import io.orchestrator.actors.resource.ResourceSettings;
import io.orchestrator.actors.system.SystemSettings;
import io.orchestrator.domain.health.HealthSettings;
import java.time.Duration;

/**
 * Settings of a node and of what it hosts.
 *
 * @param askTimeout how long a façade waits for a part
 * @param proxyBuffer messages kept for each part while it is away from the cluster
 * @param joinSelf forms a cluster of one when no seed nodes are configured
 */
public record NodeSettings(
    Duration askTimeout,
    int proxyBuffer,
    boolean joinSelf,
    SystemSettings system,
    HealthSettings health,
    EventSettings events,
    PipelineSettings pipeline,
    LiveSettings live,
    ResourceSettings resources) {

  public static final NodeSettings DEFAULT =
      new NodeSettings(
          Duration.ofSeconds(10),
          5_000,
          true,
          SystemSettings.DEFAULT,
          HealthSettings.DEFAULT,
          EventSettings.DEFAULT,
          PipelineSettings.DEFAULT,
          LiveSettings.DEFAULT,
          ResourceSettings.DEFAULT);

  public NodeSettings {
    if (askTimeout.isNegative() || askTimeout.isZero()) {
      throw new IllegalArgumentException("ask-timeout must be positive");
    }
    if (proxyBuffer < 1) {
      throw new IllegalArgumentException("proxy-buffer must be at least 1");
    }
  }
}
