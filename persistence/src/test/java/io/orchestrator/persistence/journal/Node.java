package io.orchestrator.persistence.journal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SpawnProtocol;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.jdbc.query.javadsl.JdbcReadJournal;
import akka.persistence.query.PersistenceQuery;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.persistence.Database;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An actor system on a database, as the program configures it, with the test's own records. */
public record Node(ActorSystem<SpawnProtocol.Command> system) implements AutoCloseable {

  public static Node start(Database database) {
    return start(Database.akkaConfig(database.settings()));
  }

  public static Node start(Config journal) {
    Config config =
        ConfigFactory.parseString(
                """
                akka.loglevel = WARNING
                akka.stdout-loglevel = WARNING
                akka.actor.allow-java-serialization = off
                akka.coordinated-shutdown.exit-jvm = off
                orchestrator.persistence.journal {
                  max-record-bytes = 100000
                  extra-roots = ["io.orchestrator.persistence.journal.Ledger$Record"]
                }
                """)
            .withFallback(journal)
            .withFallback(ConfigFactory.load());
    Behavior<SpawnProtocol.Command> root = Behaviors.setup(context -> SpawnProtocol.create());
    return new Node(ActorSystem.create(root, "test", config));
  }

  public ActorRef<Ledger.Command> ledger(String id) {
    return spawn(Ledger.create(id), id);
  }

  public <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
    return AskPattern.<SpawnProtocol.Command, ActorRef<T>>ask(
            system,
            replyTo -> new SpawnProtocol.Spawn<>(behavior, name, Props.empty(), replyTo),
            Duration.ofSeconds(20),
            system.scheduler())
        .toCompletableFuture()
        .join();
  }

  public JdbcReadJournal journal() {
    return PersistenceQuery.get(system)
        .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier());
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
