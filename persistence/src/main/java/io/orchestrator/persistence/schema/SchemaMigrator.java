package io.orchestrator.persistence.schema;

import static io.orchestrator.persistence.schema.SchemaException.Reason.CHANGED_MIGRATION;
import static io.orchestrator.persistence.schema.SchemaException.Reason.FAILED;
import static io.orchestrator.persistence.schema.SchemaException.Reason.LOCKED;
import static io.orchestrator.persistence.schema.SchemaException.Reason.NEWER_THAN_PROGRAM;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database to the schema of this program, forward only.
 *
 * <p>PostgreSQL: all steps in one transaction under an advisory lock, so that a second node waits
 * and then finds nothing to do. H2 commits each DDL statement by itself: every statement can be
 * repeated, and a step counts as done only when its row is written; the file lock keeps a second
 * process out and a lock in this class a second thread.
 */
public final class SchemaMigrator {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaMigrator.class);

  /** Every step, in order. A file here never changes after its release. */
  private static final List<String> FILES =
      List.of(
          "V001__journal.sql",
          "V002__read_models.sql",
          "V003__users.sql",
          "V004__market_store.sql",
          "V005__journal_numbers.sql",
          "V006__workflows.sql",
          "V007__audit.sql",
          "V008__leases.sql",
          "V009__strategies.sql",
          "V010__order_history.sql",
          "V011__database_probe.sql",
          "V012__sessions.sql",
          "V013__alerts.sql",
          "V014__history_archive.sql");

  /** Any constant that no other use of advisory locks in this database takes. */
  private static final long ADVISORY_LOCK = 0x6F72_6368_7363_686DL;

  private static final Duration LOCK_WAIT = Duration.ofSeconds(60);
  private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

  private SchemaMigrator() {}

  /**
   * @return the versions applied now; empty if the schema was current
   * @throws SchemaException with the reason and what to do
   */
  public static List<Integer> migrate(DataSource dataSource) {
    return migrate(dataSource, FILES, LOCK_WAIT);
  }

  static List<Integer> migrate(DataSource dataSource, List<String> files, Duration lockWait) {
    lockInProcess(lockWait);
    try (Connection connection = dataSource.getConnection()) {
      boolean postgres =
          connection.getMetaData().getDatabaseProductName().equalsIgnoreCase("PostgreSQL");
      String folder = postgres ? "postgres" : "h2";
      List<Migration> known = files.stream().map(f -> Migration.load(folder, f)).toList();
      return inTransaction(connection, postgres, known, lockWait);
    } catch (SQLException e) {
      throw failed("The schema could not be migrated: " + e.getMessage(), e);
    } finally {
      IN_THIS_PROCESS.unlock();
    }
  }

  private static List<Integer> inTransaction(
      Connection connection, boolean postgres, List<Migration> known, Duration lockWait)
      throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      if (postgres) {
        lockAcrossNodes(connection, lockWait);
      }
      List<Integer> applied = applyMissing(connection, known);
      connection.commit();
      return applied;
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(autoCommit);
    }
  }

  private static List<Integer> applyMissing(Connection connection, List<Migration> known)
      throws SQLException {
    execute(
        connection,
        """
        CREATE TABLE IF NOT EXISTS schema_version (
          version INTEGER PRIMARY KEY,
          name VARCHAR(100) NOT NULL,
          checksum VARCHAR(64) NOT NULL,
          applied_at TIMESTAMP(6) WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL
        )""");
    Map<Integer, String> present = checksums(connection);
    refuseUnknown(present, known);
    List<Integer> applied = new ArrayList<>();
    for (Migration migration : known) {
      String checksum = present.get(migration.version());
      if (checksum == null) {
        apply(connection, migration);
        applied.add(migration.version());
      } else if (!checksum.equals(migration.checksum())) {
        throw new SchemaException(
            CHANGED_MIGRATION,
            "Migration %d (%s) was applied with other content (%s) than this program has (%s). Run the program version that wrote this database, or restore the file as it was released."
                .formatted(migration.version(), migration.name(), checksum, migration.checksum()),
            null);
      }
    }
    return applied;
  }

  private static void refuseUnknown(Map<Integer, String> present, List<Migration> known) {
    int newest = known.stream().mapToInt(Migration::version).max().orElse(0);
    int found = present.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    if (found > newest) {
      throw new SchemaException(
          NEWER_THAN_PROGRAM,
          "The database has schema version %d, this program knows versions up to %d: a newer release wrote it. Start that release, or restore a backup from before the upgrade; nothing was changed."
              .formatted(found, newest),
          null);
    }
  }

  private static void apply(Connection connection, Migration migration) throws SQLException {
    for (String statement : migration.statements()) {
      try {
        execute(connection, statement);
      } catch (SQLException e) {
        throw failed(
            "Migration %d (%s) failed at: %s: %s"
                .formatted(migration.version(), migration.name(), statement, e.getMessage()),
            e);
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO schema_version (version, name, checksum) VALUES (?, ?, ?)")) {
      insert.setInt(1, migration.version());
      insert.setString(2, migration.name());
      insert.setString(3, migration.checksum());
      insert.executeUpdate();
    }
    LOG.info("schema version {} ({}) applied", migration.version(), migration.name());
  }

  private static Map<Integer, String> checksums(Connection connection) throws SQLException {
    Map<Integer, String> checksums = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT version, checksum FROM schema_version")) {
      while (rows.next()) {
        checksums.put(rows.getInt(1), rows.getString(2));
      }
    }
    return checksums;
  }

  private static void lockInProcess(Duration wait) {
    try {
      if (IN_THIS_PROCESS.tryLock(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new SchemaException(LOCKED, "Another migration runs in this process.", null);
  }

  private static void lockAcrossNodes(Connection connection, Duration wait) throws SQLException {
    execute(connection, "SET LOCAL lock_timeout = " + wait.toMillis());
    try {
      execute(connection, "SELECT pg_advisory_xact_lock(" + ADVISORY_LOCK + ")");
    } catch (SQLException e) {
      if ("55P03".equals(e.getSQLState())) {
        throw new SchemaException(
            LOCKED,
            "Another node has been migrating this database for more than "
                + wait.toSeconds()
                + " s. Wait for it, or end its session in PostgreSQL, and start again.",
            e);
      }
      throw e;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static SchemaException failed(String message, SQLException cause) {
    return new SchemaException(FAILED, message, cause);
  }
}
