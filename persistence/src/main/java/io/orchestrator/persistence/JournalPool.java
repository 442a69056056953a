package io.orchestrator.persistence;

import com.typesafe.config.Config;
import io.orchestrator.persistence.journal.GroupCommitJournalDao;
import java.sql.Driver;
import scala.Option;
import slick.jdbc.DataSourceJdbcDataSource;
import slick.jdbc.JdbcDataSource;
import slick.jdbc.JdbcDataSourceFactory;

/**
 * The journal's connections. Slick finds it by its class name and gives it the pool's part of the
 * configuration.
 */
public final class JournalPool implements JdbcDataSourceFactory {
  /** Slick takes it for a Scala object and looks for its one instance under this name. */
  public static final JournalPool MODULE$ = new JournalPool();

  private JournalPool() {}

  @Override
  public JdbcDataSource forConfig(Config db, Driver driver, String name, ClassLoader loader) {
    int forSlick = db.getInt("maxConnections");
    // Nobody who writes waits for one who reads.
    int size = forSlick + GroupCommitJournalDao.CONNECTIONS;
    return new DataSourceJdbcDataSource(
        ConnectionPool.open(
            "journal",
            db.getString("url"),
            db.getString("user"),
            db.getString("password"),
            size,
            Math.min(2, size),
            db.getDuration("connectionTimeout")),
        false,
        Option.apply(forSlick),
        DataSourceJdbcDataSource.$lessinit$greater$default$4());
  }
}
