package io.orchestrator.assembly;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.persistence.Database;
import io.orchestrator.settings.ClusterSettings;
import io.orchestrator.settings.Settings;
import java.util.List;
import java.util.Map;

/** Akka's own configuration: ours in {@code akka.conf}, the journal's, and the node's address. */
public final class AkkaConfig {
  private AkkaConfig() {}

  public static Config of(Settings settings, Database database) {
    ClusterSettings cluster = settings.cluster();
    List<String> seeds =
        cluster.seeds().stream().map(seed -> "akka://orchestrator@" + seed).toList();
    Config address =
        ConfigFactory.parseMap(
            Map.of(
                "akka.remote.artery.canonical.hostname", cluster.host(),
                "akka.remote.artery.canonical.port", cluster.port(),
                "akka.cluster.seed-nodes", seeds),
            "orchestrator.cluster");
    return address
        .withFallback(database.akkaConfig())
        .withFallback(ConfigFactory.parseResources("akka.conf"))
        .withFallback(settings.config())
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }
}
