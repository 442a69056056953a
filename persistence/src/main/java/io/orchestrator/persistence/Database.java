package io.orchestrator.persistence;

import com.typesafe.config.Config;
import com.zaxxer.hikari.HikariDataSource;
import io.orchestrator.persistence.DatabaseException.Kind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool of the JDBC repositories, and the configuration of the journal on the same database.
 * Thread-safe. An answered commit survives a killed process; a host that loses power keeps what its
 * disk had synchronised (PostgreSQL: everything).
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final DatabaseSettings settings;
  private volatile HikariDataSource pool;

  private Database(DatabaseSettings settings, HikariDataSource pool) {
    this.settings = settings;
    this.pool = pool;
  }

  /**
   * Connects, waiting up to {@code startPatience} for a server that is not there yet.
   *
   * @throws DatabaseException with kind, advice and exit code
   */
  public static Database open(DatabaseSettings settings) {
    awaitReachable(settings);
    LOG.info("database {}", JdbcUrl.shown(settings.url()));
    return new Database(settings, newPool(settings));
  }

  /** Configuration of journal, snapshot store and queries on this database; holds the password. */
  public static Config akkaConfig(DatabaseSettings settings) {
    return AkkaPersistenceConfig.of(settings);
  }

  public Config akkaConfig() {
    return akkaConfig(settings);
  }

  /** The pool as it is now; {@link #restart()} replaces it, so do not keep it. */
  public DataSource dataSource() {
    return pool;
  }

  /** A pooled connection in auto-commit mode. */
  public Connection connection() throws SQLException {
    return pool.getConnection();
  }

  public boolean isPostgres() {
    return settings.postgres();
  }

  public DatabaseSettings settings() {
    return settings;
  }

  /**
   * The pool of the repositories at this moment.
   *
   * @param waiting threads that wait for a connection
   */
  public record PoolUse(int active, int idle, int waiting, int limit) {}

  public PoolUse poolUse() {
    HikariDataSource now = pool;
    var bean = now.getHikariPoolMXBean();
    return bean == null
        ? new PoolUse(0, 0, 0, now.getMaximumPoolSize())
        : new PoolUse(
            bean.getActiveConnections(),
            bean.getIdleConnections(),
            bean.getThreadsAwaitingConnection(),
            now.getMaximumPoolSize());
  }

  /** Closes every idle connection now and every busy one when it comes back. */
  public void reset() {
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  /** A new pool in place of the old one, whose connections are closed. */
  public synchronized void restart() {
    HikariDataSource old = pool;
    pool = newPool(settings);
    old.close();
  }

  @Override
  public void close() {
    pool.close();
  }

  private static void awaitReachable(DatabaseSettings settings) {
    long end = System.nanoTime() + settings.startPatience().toNanos();
    while (true) {
      try (Connection connection = connectOnce(settings)) {
        if (connection.isValid(Math.toIntExact(Math.max(1, settings.probeTimeout().toSeconds())))) {
          return;
        }
        throw new SQLException("the connection is not valid", "08000");
      } catch (SQLException e) {
        DatabaseException failure = classified(settings, e);
        if (failure.kind() != Kind.UNREACHABLE || System.nanoTime() - end >= 0) {
          throw failure;
        }
        LOG.info("waiting for the database: {}", failure.getMessage());
        pause(failure);
      }
    }
  }

  private static Connection connectOnce(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(
        JdbcUrl.hardened(settings), settings.user(), settings.password());
  }

  private static DatabaseException classified(DatabaseSettings settings, SQLException e) {
    return DatabaseException.of("Cannot open " + JdbcUrl.shown(settings.url()), e);
  }

  private static void pause(DatabaseException failure) {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }

  private static HikariDataSource newPool(DatabaseSettings settings) {
    return ConnectionPool.open(
        "repositories",
        JdbcUrl.hardened(settings),
        settings.user(),
        settings.password(),
        settings.poolSize(),
        1,
        settings.connectTimeout());
  }
}
