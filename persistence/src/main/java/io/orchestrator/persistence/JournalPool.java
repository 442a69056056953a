package io.orchestrator.persistence;

import com.typesafe.config.Config;
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
    int size = db.getInt("maxConnections");
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
        Option.apply(size),
        DataSourceJdbcDataSource.$lessinit$greater$default$4());
  }
}
