package io.orchestrator.persistence.journal;

import akka.NotUsed;
import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.jdbc.config.JournalConfig;
import akka.persistence.jdbc.journal.dao.DefaultJournalDao;
import akka.serialization.Serialization;
import akka.serialization.Serializer;
import akka.serialization.Serializers;
import akka.stream.Materializer;
import akka.stream.scaladsl.Source;
import io.orchestrator.persistence.GroupedCalls;
import io.orchestrator.persistence.archive.ArchivedMessages;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Failure;
import scala.util.Success;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;
import slick.jdbc.PostgresProfile;

/**
 * The journal's hot path: what many actors write while the disk is busy shares one statement and
 * one commit, and the question for the newest number, which each actor asks when it begins, is
 * asked for many at once. Same tables, rows and promises as the plug-in's own, which still replays
 * and deletes: an answered write is on disk. What left the journal for the archive is found behind
 * it.
 */
public final class GroupCommitJournalDao extends DefaultJournalDao {
  private static final int WRITERS = 2;
  private static final int READERS = 1;

  /** Most that it takes of the plug-in's pool; the archive is read here and by queries. */
  public static final int CONNECTIONS = WRITERS + READERS + 2 * ArchivedMessages.CONNECTIONS;

  private static final int MOST_AT_ONCE = 400;
  private static final int MOST_WAITING = 200_000;

  /** SQL states of a data exception and an integrity violation: one write's fault. */
  private static final List<String> ONE_WRITES_FAULT = List.of("22", "23");

  private final JdbcBackend.DatabaseDef database;
  private final Serialization serialization;
  private final JournalStatements statements;
  private final ArchivedMessages archive;
  private final GroupedCalls<Seq<AtomicWrite>, Outcome> writes;
  private final GroupedCalls<String, Long> newest;

  /** One actor's writes as rows, and for each write why it was rejected. */
  private record Prepared(List<JournalRow> rows, List<Optional<Exception>> rejections) {}

  /**
   * @param failure of the database; empty: each write is on disk or rejected
   */
  private record Outcome(List<Optional<Exception>> rejections, Optional<SQLException> failure) {}

  /** Called by the plug-in. */
  public GroupCommitJournalDao(
      JdbcBackend.DatabaseDef database,
      JdbcProfile profile,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext dispatcher,
      Materializer materializer) {
    super(database, profile, config, serialization, dispatcher, materializer);
    this.database = database;
    this.serialization = serialization;
    this.archive = new ArchivedMessages(database, serialization);
    this.statements = JournalStatements.of(profile instanceof PostgresProfile);
    this.writes =
        new GroupedCalls<>("journal-writer", WRITERS, MOST_AT_ONCE, MOST_WAITING, this::write);
    this.newest =
        new GroupedCalls<>("journal-reader", READERS, MOST_AT_ONCE, MOST_WAITING, this::newest);
  }

  @Override
  public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
    return FutureConverters.asScala(
        writes.call(messages).thenCompose(GroupCommitJournalDao::result));
  }

  private static CompletionStage<Seq<Try<BoxedUnit>>> result(Outcome outcome) {
    if (outcome.failure().isPresent()) {
      return CompletableFuture.failedFuture(outcome.failure().get());
    }
    var results = new ArrayList<Try<BoxedUnit>>();
    for (Optional<Exception> rejection : outcome.rejections()) {
      results.add(
          rejection.isPresent() ? new Failure<>(rejection.get()) : new Success<>(BoxedUnit.UNIT));
    }
    return CompletableFuture.completedFuture(CollectionConverters.asScala(results).toSeq());
  }

  @Override
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messages(
      String persistenceId, long from, long to, long max) {
    return archive.with(persistenceId, from, to, max, super.messages(persistenceId, from, to, max));
  }

  @Override
  public Future<Object> highestSequenceNr(String persistenceId, long fromSequenceNr) {
    return FutureConverters.asScala(newest.call(persistenceId).thenApply(n -> (Object) n));
  }

  private List<Long> newest(List<String> persistenceIds) throws SQLException {
    try (Connection connection = database.source().createConnection()) {
      return statements.newest(connection, persistenceIds);
    }
  }

  private List<Outcome> write(List<Seq<AtomicWrite>> group) throws SQLException {
    List<Prepared> prepared = group.stream().map(this::prepared).toList();
    try (Connection connection = database.source().createConnection()) {
      connection.setAutoCommit(false);
      try {
        return together(connection, prepared);
      } catch (SQLException e) {
        if (group.size() == 1 || !oneWritesFault(e)) {
          throw e;
        }
        return oneByOne(connection, prepared);
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  private static boolean oneWritesFault(SQLException e) {
    return e.getSQLState() != null && ONE_WRITES_FAULT.contains(e.getSQLState().substring(0, 2));
  }

  private List<Outcome> together(Connection connection, List<Prepared> prepared)
      throws SQLException {
    commit(connection, prepared.stream().flatMap(p -> p.rows().stream()).toList());
    return prepared.stream().map(p -> new Outcome(p.rejections(), Optional.empty())).toList();
  }

  /** Nothing of the group is on disk; the innocent must not fail with the guilty. */
  private List<Outcome> oneByOne(Connection connection, List<Prepared> prepared)
      throws SQLException {
    var outcomes = new ArrayList<Outcome>();
    for (Prepared p : prepared) {
      try {
        commit(connection, p.rows());
        outcomes.add(new Outcome(p.rejections(), Optional.empty()));
      } catch (SQLException e) {
        outcomes.add(new Outcome(p.rejections(), Optional.of(e)));
      }
    }
    return outcomes;
  }

  private void commit(Connection connection, List<JournalRow> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try {
      statements.insert(connection, rows);
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    }
  }

  private Prepared prepared(Seq<AtomicWrite> messages) {
    var rows = new ArrayList<JournalRow>();
    var rejections = new ArrayList<Optional<Exception>>();
    for (AtomicWrite write : CollectionConverters.asJava(messages)) {
      try {
        rows.addAll(rows(write));
        rejections.add(Optional.empty());
      } catch (RuntimeException e) {
        rejections.add(Optional.of(e));
      }
    }
    return new Prepared(rows, rejections);
  }

  private List<JournalRow> rows(AtomicWrite write) {
    return CollectionConverters.asJava(write.payload()).stream().map(this::row).toList();
  }

  private JournalRow row(PersistentRepr event) {
    if (event.metadata().isDefined()) {
      throw new IllegalArgumentException("this journal keeps no metadata of events");
    }
    Object payload = event.payload();
    Serializer serializer = serialization.findSerializerFor(payload);
    return new JournalRow(
        event.persistenceId(),
        event.sequenceNr(),
        event.writerUuid(),
        event.timestamp(),
        event.manifest(),
        serializer.identifier(),
        Serializers.manifestFor(serializer, payload),
        serializer.toBinary(payload));
  }
}
