package io.orchestrator.actors.node;

import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.orchestrator.actors.events.EventSettings;
import io.orchestrator.actors.live.LiveSettings;
import io.orchestrator.actors.pipeline.PipelineSettings;
import io.orchestrator.actors.resource.ResourceSettings;
import io.orchestrator.actors.system.HostSettings;
import io.orchestrator.actors.system.SystemSettings;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.health.HealthSettings;
import io.orchestrator.domain.health.RecoverySettings;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.port.EventHistory;
import io.orchestrator.domain.port.MonitoredService;
import io.orchestrator.domain.resource.DeviceLease;
import io.orchestrator.domain.system.Damping;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A node on an in-memory journal with an outside that tests move by hand. */
public final class TestNodes {
  public static final Duration DEADLINE = Duration.ofSeconds(20);

  /** Nothing is stored but the journal. */
  public static final EventHistory EMPTY_HISTORY =
      new EventHistory() {
        @Override
        public EventPage page(EventQuery query) {
          return new EventPage(List.of(), Optional.empty());
        }

        @Override
        public long lastSeq() {
          return 0;
        }
      };

  public final FakeFeed feed = new FakeFeed();
  public final MapCache cache = new MapCache();
  public final Map<ServiceName, FakeService> services = new EnumMap<>(ServiceName.class);

  public TestNodes() {
    for (ServiceName name : ServiceName.values()) {
      services.put(name, new FakeService(name));
    }
    services.get(ServiceName.MARKET_DATA).probe = feed::probe;
  }

  public static Config config() {
    return ConfigFactory.parseString(
            """
            akka {
              loglevel = WARNING
              stdout-loglevel = WARNING
              loggers = ["akka.event.slf4j.Slf4jLogger"]
              logging-filter = "akka.event.slf4j.Slf4jLoggingFilter"
              actor {
                provider = cluster
                allow-java-serialization = off
                serialization-bindings {
                  "io.orchestrator.domain.common.JournalRecord" = jackson-cbor
                }
              }
              remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
              cluster {
                jmx.enabled = off
                seed-nodes = []
                downing-provider-class = "akka.cluster.sbr.SplitBrainResolverProvider"
              }
              coordinated-shutdown { exit-jvm = off, run-by-jvm-shutdown-hook = off }
            }
            """)
        .withFallback(PersistenceTestKitPlugin.getInstance().config())
        .withFallback(PersistenceTestKitSnapshotPlugin.config())
        .withFallback(ConfigFactory.load());
  }

  public static HealthSettings health() {
    return new HealthSettings(
        Duration.ofSeconds(1),
        Duration.ofMillis(50),
        Duration.ofSeconds(1),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        2,
        5,
        50,
        new RecoverySettings(
            1, 2, Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(2)));
  }

  public static NodeSettings settings() {
    return new NodeSettings(
        Duration.ofSeconds(5),
        1_000,
        true,
        new SystemSettings(
            true,
            Duration.ofMillis(300),
            Duration.ofSeconds(20),
            Duration.ofMillis(500),
            Duration.ofSeconds(3),
            new Damping.Settings(
                Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10)),
            HostSettings.DEFAULT),
        health(),
        EventSettings.DEFAULT,
        PipelineSettings.DEFAULT,
        LiveSettings.DEFAULT,
        ResourceSettings.DEFAULT);
  }

  public NodePorts ports() {
    List<MonitoredService> all = new ArrayList<>(services.values());
    return new NodePorts(
        all,
        feed,
        cache,
        Optional.empty(),
        EMPTY_HISTORY,
        new DeviceLease(),
        new SimpleMeterRegistry(),
        InstantSource.system()::instant,
        InstantSource.system());
  }

  public Node start() throws Exception {
    return start(settings(), config(), node -> MoreParts.NONE);
  }

  public Node start(NodeSettings settings, Config config, Function<Node, MoreParts> more)
      throws Exception {
    return NodeGuardian.start("test", config, settings, ports(), more)
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  /** Waits for a condition with a deadline; says what did not come true. */
  public static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("never: " + what);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }
}
