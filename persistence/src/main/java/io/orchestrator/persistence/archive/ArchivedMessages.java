package io.orchestrator.persistence.archive;

import akka.NotUsed;
import akka.actor.ActorRef;
import akka.japi.Pair;
import akka.persistence.PersistentRepr;
import akka.persistence.PersistentRepr$;
import akka.serialization.Serialization;
import akka.stream.javadsl.Source;
import io.orchestrator.persistence.GroupedCalls;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import scala.Tuple2;
import scala.util.Success;
import scala.util.Try;
import slick.jdbc.JdbcBackend;

/**
 * The journal's rows with those before them that are in the archive. First the journal is read,
 * then what it does not have: rows only ever move that way, in one transaction, so that none is
 * missed whenever that happens.
 */
public final class ArchivedMessages {
  /** Most connections that it takes of the plug-in's pool. */
  public static final int CONNECTIONS = 1;

  private static final int MOST_AT_ONCE = 20;
  private static final int MOST_WAITING = 10_000;

  private final JdbcBackend.DatabaseDef database;
  private final Serialization serialization;
  private final GroupedCalls<String, List<ArchivedEvent>> reads;

  public ArchivedMessages(JdbcBackend.DatabaseDef database, Serialization serialization) {
    this.database = database;
    this.serialization = serialization;
    this.reads =
        new GroupedCalls<>(
            "archive-reader", CONNECTIONS, MOST_AT_ONCE, MOST_WAITING, this::histories);
  }

  private List<List<ArchivedEvent>> histories(List<String> persistenceIds) throws SQLException {
    try (Connection connection = database.source().createConnection()) {
      var histories = new ArrayList<List<ArchivedEvent>>();
      for (String id : persistenceIds) {
        histories.add(HistoryArchive.read(connection, id));
      }
      return histories;
    }
  }

  /**
   * @param from first number that is asked for
   * @param max most messages
   * @param journal what the plug-in itself finds
   */
  public akka.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> with(
      String persistenceId,
      long from,
      long to,
      long max,
      akka.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> journal) {
    if (!HistoryArchive.mayHold(persistenceId) || max <= 0) {
      return journal;
    }
    long first = Math.max(1, from);
    return journal
        .asJava()
        .prefixAndTail(1)
        .flatMapConcat(parts -> whole(persistenceId, first, to, max, parts))
        .asScala();
  }

  private Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> whole(
      String persistenceId,
      long first,
      long to,
      long max,
      Pair<
              List<Try<Tuple2<PersistentRepr, Object>>>,
              Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed>>
          parts) {
    var present = Source.from(parts.first()).concat(parts.second());
    long begin =
        parts.first().isEmpty()
            ? Long.MAX_VALUE
            : parts.first().getFirst().map(m -> m._1().sequenceNr()).getOrElse(() -> first);
    if (begin <= first) {
      return present;
    }
    CompletionStage<List<ArchivedEvent>> history = reads.call(persistenceId);
    return Source.completionStage(history)
        .mapConcat(events -> events)
        .filter(e -> e.sequenceNumber() >= first && e.sequenceNumber() <= to)
        .filter(e -> e.sequenceNumber() < begin)
        .map(e -> message(persistenceId, e))
        .concat(present)
        .take(max);
  }

  private Try<Tuple2<PersistentRepr, Object>> message(String persistenceId, ArchivedEvent e) {
    return serialization
        .deserialize(e.payload(), e.serializerId(), e.manifest())
        .flatMap(
            payload ->
                new Success<>(
                    Tuple2.apply(
                        PersistentRepr$.MODULE$
                            .apply(
                                payload,
                                e.sequenceNumber(),
                                persistenceId,
                                e.adapter(),
                                false,
                                ActorRef.noSender(),
                                e.writer())
                            .withTimestamp(e.timestamp()),
                        (Object) e.ordering())));
  }
}
