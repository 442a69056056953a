package io.orchestrator.assembly;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.Version;
import io.orchestrator.persistence.Database;
import io.orchestrator.settings.ClusterSettings;
import io.orchestrator.settings.ClusterSettings.ClusterTls;
import io.orchestrator.settings.Settings;
import java.util.HashMap;
import java.util.Map;

/** Akka's own configuration: ours in {@code akka.conf}, the journal's, and the node's address. */
public final class AkkaConfig {
  private static final String BOOTSTRAP =
      "akka.management.cluster.bootstrap.contact-point-discovery.";

  private static final String SSL = "akka.remote.artery.ssl.";
  private static final String ROTATING_KEYS =
      "akka.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider";

  private AkkaConfig() {}

  public static Config of(Settings settings, Database database) {
    Config own = ConfigFactory.parseResources("akka.conf");
    boolean quick = settings.config().getString("orchestrator.profile").equals("low-latency");
    return ConfigFactory.parseMap(values(settings), "orchestrator.cluster")
        .withFallback(quick ? own.getConfig("low-latency") : ConfigFactory.empty())
        .withFallback(database.akkaConfig())
        .withFallback(own.withoutPath("low-latency"))
        .withFallback(settings.config())
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }

  private static Map<String, Object> values(Settings settings) {
    ClusterSettings cluster = settings.cluster();
    Map<String, Object> values = new HashMap<>();
    values.put("akka.remote.artery.canonical.hostname", cluster.host());
    values.put("akka.remote.artery.canonical.port", cluster.port());
    values.put("akka.cluster.app-version", Version.current());
    if (!cluster.bindHost().isEmpty()) {
      values.put("akka.remote.artery.bind.hostname", cluster.bindHost());
      values.put("akka.management.http.bind-hostname", cluster.bindHost());
    }
    values.putAll(tls(cluster.tls()));
    values.put("akka.management.http.hostname", cluster.managementHost());
    values.put("akka.management.http.port", cluster.managementPort());
    if (!cluster.discovery().isEmpty()) {
      values.put(BOOTSTRAP + "discovery-method", cluster.discovery());
      values.put(BOOTSTRAP + "service-name", cluster.serviceName());
      values.put(BOOTSTRAP + "port-name", "management");
      values.put(BOOTSTRAP + "required-contact-point-nr", cluster.contactPoints());
    }
    return values;
  }

  /** Both sides show a certificate of the same authority; the files are read again in time. */
  static Map<String, Object> tls(ClusterTls tls) {
    return tls.used()
        ? Map.of(
            "akka.remote.artery.transport",
            "tls-tcp",
            SSL + "ssl-engine-provider",
            ROTATING_KEYS,
            SSL + "rotating-keys-engine.key-file",
            tls.key(),
            SSL + "rotating-keys-engine.cert-file",
            tls.certificate(),
            SSL + "rotating-keys-engine.ca-cert-file",
            tls.ca())
        : Map.of();
  }
}
