package io.orchestrator.persistence.journal;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.japi.pf.PFBuilder;
import akka.persistence.jdbc.query.javadsl.JdbcReadJournal;
import akka.persistence.query.EventEnvelope;
import akka.persistence.query.PersistenceQuery;
import akka.stream.KillSwitches;
import akka.stream.RestartSettings;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.RestartSource;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies one journal into a table that readers query: a batch and its journal position are one
 * transaction. When the database goes away it begins again where the table ends, with growing
 * pauses. On PostgreSQL it may run on several nodes if the table takes a row twice.
 */
public final class JournalFollower {
  private static final Logger LOG = LoggerFactory.getLogger(JournalFollower.class);

  /** Journal rows in one transaction, and the longest wait to fill it. */
  private static final int BATCH_ROWS = 200;

  private static final Duration BATCH_WAIT = Duration.ofMillis(200);
  private static final RestartSettings BACK_OFF =
      RestartSettings.create(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2);

  /** What follows. */
  public interface Table {
    /** In words, for messages. */
    String name();

    /** Number of the journal row that the table holds last; 0 if none. That row comes again. */
    long position(Connection connection) throws SQLException;

    /**
     * In a transaction that is committed behind it.
     *
     * @return what to run when that is done
     */
    Runnable write(Connection connection, List<EventEnvelope> batch) throws SQLException;
  }

  private final Database database;
  private final Table table;
  private final UniqueKillSwitch killSwitch;
  private final CompletionStage<Done> stopped;

  private JournalFollower(
      ActorSystem<?> system, Database database, String persistenceId, Table table) {
    this.database = database;
    this.table = table;
    JdbcReadJournal journal =
        PersistenceQuery.get(system)
            .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier());
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    var running =
        RestartSource.onFailuresWithBackoff(
                BACK_OFF, () -> onceThrough(journal, persistenceId, blocking))
            .viaMat(KillSwitches.single(), Keep.right())
            .toMat(Sink.ignore(), Keep.both())
            .run(system);
    this.killSwitch = running.first();
    this.stopped = running.second();
  }

  /** Runs until {@link #stop()} or the end of the actor system. */
  public static JournalFollower start(
      ActorSystem<?> system, Database database, String persistenceId, Table table) {
    return new JournalFollower(system, database, persistenceId, table);
  }

  public CompletionStage<Done> stop() {
    killSwitch.shutdown();
    return stopped;
  }

  private Source<Done, NotUsed> onceThrough(
      JdbcReadJournal journal, String persistenceId, Executor blocking) {
    return Source.completionStage(CompletableFuture.supplyAsync(this::position, blocking))
        .flatMapConcat(
            position ->
                journal
                    .eventsByPersistenceId(persistenceId, position, Long.MAX_VALUE)
                    .groupedWithin(BATCH_ROWS, BATCH_WAIT)
                    .mapAsync(1, b -> CompletableFuture.supplyAsync(() -> write(b), blocking)))
        .mapError(new PFBuilder<Throwable, Throwable>().matchAny(this::logged).build());
  }

  private Throwable logged(Throwable failure) {
    LOG.warn("the {} falls behind and will go on: {}", table.name(), failure.toString());
    return failure;
  }

  private long position() {
    try (Connection connection = database.connection()) {
      return table.position(connection);
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read the " + table.name(), e);
    }
  }

  private Done write(List<EventEnvelope> batch) {
    Transactions.<Runnable>call(
            database,
            "Cannot write the " + table.name(),
            connection -> table.write(connection, batch))
        .run();
    return Done.getInstance();
  }
}
