package io.orchestrator.bench;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.Join;
import akka.cluster.typed.SingletonActor;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.actors.events.EventManager;
import io.orchestrator.actors.events.EventSettings;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseSettings;
import io.orchestrator.persistence.events.EventHistoryProjection;
import io.orchestrator.persistence.events.JdbcEventHistory;
import io.orchestrator.persistence.schema.SchemaMigrator;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** A node with its database, event log and the log's table, configured as the program is. */
public final class BenchNode implements AutoCloseable {
  private final Database database;
  private final ActorSystem<Void> system;
  private final ActorRef<EventManager.Command> events;
  private final EventHistoryProjection projection;

  public BenchNode(DatabaseSettings settings) {
    this(settings, 0, 0);
  }

  /**
   * @param port of this node; 0: any
   * @param seed port of the node whose cluster it joins; 0: it begins one
   */
  public BenchNode(DatabaseSettings settings, int port, int seed) {
    database = Database.open(settings);
    SchemaMigrator.migrate(database.dataSource());
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "orchestrator",
            ConfigFactory.parseMap(
                    Map.of(
                        "akka.remote.artery.canonical.hostname", "127.0.0.1",
                        "akka.remote.artery.canonical.port", port,
                        "akka.loglevel", "WARNING"))
                .withFallback(database.akkaConfig())
                .withFallback(
                    ConfigFactory.parseFile(
                        Path.of("orchestrator/src/main/resources/akka.conf").toFile()))
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve());
    Address self = Cluster.get(system).selfMember().address();
    Address first =
        seed == 0 ? self : new Address(self.protocol(), self.system(), self.host().get(), seed);
    Cluster.get(system).manager().tell(Join.create(first));
    // One writes the event log, wherever it is, as in the program.
    events =
        ClusterSingleton.get(system)
            .init(
                SingletonActor.of(
                    EventManager.create(
                        EventSettings.DEFAULT, new JdbcEventHistory(database), Clock.systemUTC()),
                    "event-manager"));
    projection = EventHistoryProjection.start(system, database, () -> {});
  }

  public Database database() {
    return database;
  }

  public ActorSystem<Void> system() {
    return system;
  }

  public ActorRef<EventManager.Command> events() {
    return events;
  }

  public EventHistoryProjection projection() {
    return projection;
  }

  @Override
  public void close() {
    projection.stop();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
    database.close();
  }
}
