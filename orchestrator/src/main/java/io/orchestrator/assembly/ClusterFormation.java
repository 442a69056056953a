package io.orchestrator.assembly;

import akka.actor.typed.ActorSystem;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import io.orchestrator.settings.ClusterSettings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The management port, with probes for an orchestrator of containers, and the search for nodes. */
public final class ClusterFormation {
  private ClusterFormation() {}

  /** Completes when the port is open, or at once where there is none. */
  public static CompletionStage<Boolean> start(ActorSystem<?> system, ClusterSettings settings) {
    if (settings.managementPort() == 0) {
      return CompletableFuture.completedStage(false);
    }
    CompletionStage<Boolean> open =
        AkkaManagement.get(system.classicSystem()).start().thenApply(uri -> true);
    if (!settings.discovery().isEmpty()) {
      ClusterBootstrap.get(system.classicSystem()).start();
    }
    return open;
  }
}
