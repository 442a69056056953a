package io.orchestrator.bench;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
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

/** A node of one with its database, event log and the log's table, configured as the program is. */
public final class BenchNode implements AutoCloseable {
  private final Database database;
  private final ActorSystem<Void> system;
  private final ActorRef<EventManager.Command> events;
  private final EventHistoryProjection projection;

  public BenchNode(DatabaseSettings settings) {
    database = Database.open(settings);
    SchemaMigrator.migrate(database.dataSource());
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "orchestrator",
            ConfigFactory.parseMap(
                    Map.of(
                        "akka.remote.artery.canonical.hostname", "127.0.0.1",
                        "akka.remote.artery.canonical.port", 0,
                        "akka.loglevel", "WARNING"))
                .withFallback(database.akkaConfig())
                .withFallback(
                    ConfigFactory.parseFile(
                        Path.of("orchestrator/src/main/resources/akka.conf").toFile()))
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve());
    Cluster.get(system).manager().tell(Join.create(Cluster.get(system).selfMember().address()));
    events =
        system.systemActorOf(
            EventManager.create(
                EventSettings.DEFAULT, new JdbcEventHistory(database), Clock.systemUTC()),
            "event-manager",
            Props.empty());
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
