package io.orchestrator.persistence.events;

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
import io.orchestrator.domain.event.EventsRecorded;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the journal of the event log into {@code system_event}, each event once: a batch and its
 * journal position are one transaction, and an event that is not behind the table's last is not
 * written again. On PostgreSQL it may run on several nodes; all but one find their rows there.
 *
 * <p>When the database goes away it begins again where the table ends, with growing pauses.
 */
public final class EventHistoryProjection {
  /** Persistence id of the event log. */
  public static final String EVENT_LOG = "event-log";

  private static final Logger LOG = LoggerFactory.getLogger(EventHistoryProjection.class);

  /** Journal rows in one transaction, and the longest wait to fill it. */
  private static final int BATCH_ROWS = 200;

  private static final Duration BATCH_WAIT = Duration.ofMillis(200);
  private static final RestartSettings BACK_OFF =
      RestartSettings.create(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2);

  private final Database database;
  private final Runnable written;
  private final AtomicLong lastSeq = new AtomicLong();
  private final UniqueKillSwitch killSwitch;
  private final CompletionStage<Done> stopped;

  private EventHistoryProjection(ActorSystem<?> system, Database database, Runnable written) {
    this.database = database;
    this.written = written;
    JdbcReadJournal journal =
        PersistenceQuery.get(system)
            .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier());
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    var running =
        RestartSource.onFailuresWithBackoff(BACK_OFF, () -> onceThrough(journal, blocking))
            .viaMat(KillSwitches.single(), Keep.right())
            .toMat(Sink.ignore(), Keep.both())
            .run(system);
    this.killSwitch = running.first();
    this.stopped = running.second();
  }

  /**
   * Runs until {@link #stop()} or the end of the actor system.
   *
   * @param written told after each batch that is in the table; must not block
   */
  public static EventHistoryProjection start(
      ActorSystem<?> system, Database database, Runnable written) {
    return new EventHistoryProjection(system, database, written);
  }

  /** Newest event that this node found in the table or put there; 0 before the first. */
  public long lastSeq() {
    return lastSeq.get();
  }

  public CompletionStage<Done> stop() {
    killSwitch.shutdown();
    return stopped;
  }

  private Source<Long, NotUsed> onceThrough(JdbcReadJournal journal, Executor blocking) {
    return Source.completionStage(CompletableFuture.supplyAsync(this::position, blocking))
        .flatMapConcat(
            position ->
                journal
                    .eventsByPersistenceId(EVENT_LOG, position.journalSeq(), Long.MAX_VALUE)
                    .groupedWithin(BATCH_ROWS, BATCH_WAIT)
                    .mapAsync(1, b -> CompletableFuture.supplyAsync(() -> write(b), blocking)))
        .mapError(
            new PFBuilder<Throwable, Throwable>().matchAny(EventHistoryProjection::logged).build());
  }

  private static Throwable logged(Throwable failure) {
    LOG.warn("the event history falls behind and will go on: {}", failure.toString());
    return failure;
  }

  private record Position(long journalSeq, long seq) {
    static final Position START = new Position(0, 0);
  }

  private Position position() {
    try (Connection connection = database.connection()) {
      return position(connection);
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read the event history", e);
    }
  }

  private Position position(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT journal_seq, seq FROM system_event ORDER BY seq DESC LIMIT 1")) {
      Position position =
          row.next() ? new Position(row.getLong(1), row.getLong(2)) : Position.START;
      lastSeq.accumulateAndGet(position.seq(), Math::max);
      return position;
    }
  }

  private long write(List<EventEnvelope> batch) {
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      try {
        long last = insert(connection, batch, position(connection).seq());
        connection.commit();
        written.run();
        return lastSeq.accumulateAndGet(last, Math::max);
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot write the event history", e);
    }
  }

  private long insert(Connection connection, List<EventEnvelope> batch, long after)
      throws SQLException {
    long last = after;
    try (PreparedStatement insert =
        connection.prepareStatement(EventRows.insert(database.isPostgres()))) {
      for (EventEnvelope envelope : batch) {
        if (envelope.event() instanceof EventsRecorded recorded) {
          for (SystemEvent event : recorded.events()) {
            if (event.seq() > last) {
              EventRows.bind(insert, event, envelope.sequenceNr());
              insert.addBatch();
              last = event.seq();
            }
          }
        }
      }
      if (last > after) {
        insert.executeBatch();
      }
    }
    return last;
  }
}
