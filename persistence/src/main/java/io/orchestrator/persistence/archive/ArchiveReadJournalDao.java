package io.orchestrator.persistence.archive;

import akka.NotUsed;
import akka.persistence.PersistentRepr;
import akka.persistence.jdbc.config.ReadJournalConfig;
import akka.persistence.jdbc.query.dao.DefaultReadJournalDao;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import akka.stream.scaladsl.Source;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/** Queries of one journal find what is in the archive, too. */
public final class ArchiveReadJournalDao extends DefaultReadJournalDao {
  private final ArchivedMessages archive;

  /** Called by the plug-in. */
  public ArchiveReadJournalDao(
      JdbcBackend.DatabaseDef database,
      JdbcProfile profile,
      ReadJournalConfig config,
      Serialization serialization,
      ExecutionContext dispatcher,
      Materializer materializer) {
    super(database, profile, config, serialization, dispatcher, materializer);
    this.archive = new ArchivedMessages(database, serialization);
  }

  @Override
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messages(
      String persistenceId, long from, long to, long max) {
    return archive.with(persistenceId, from, to, max, super.messages(persistenceId, from, to, max));
  }
}
