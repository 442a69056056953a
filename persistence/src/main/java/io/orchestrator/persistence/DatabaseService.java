package io.orchestrator.persistence;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.port.MonitoredService;
import io.orchestrator.persistence.DatabaseException.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The database as the Health Monitor sees it: something written and read, because a full disk still
 * answers questions.
 */
public final class DatabaseService implements MonitoredService {
  private final Database database;

  public DatabaseService(Database database) {
    this.database = database;
  }

  @Override
  public ServiceName name() {
    return ServiceName.DATABASE;
  }

  /** Bounded by connect time-out plus two probe time-outs. */
  @Override
  public ProbeResult probe() {
    long start = System.nanoTime();
    try {
      int version = Transactions.attempt(database, this::writeAndRead);
      Optional<Duration> refused = FullDisks.lately(JdbcUrl.hardened(database.settings()));
      if (refused.isPresent()) {
        String when = "something was refused " + refused.get().toSeconds() + " s ago.";
        return ProbeResult.down(
            new DatabaseException(Kind.DISK_FULL, "The disk is full: " + when, null).getMessage());
      }
      return ProbeResult.ok(
          Duration.ofNanos(System.nanoTime() - start),
          (database.isPostgres() ? "postgresql" : "h2") + ", schema " + version);
    } catch (SQLException e) {
      return ProbeResult.down(DatabaseException.of("Probe failed", e).getMessage());
    } catch (RuntimeException e) {
      return ProbeResult.down("Probe failed: " + e);
    }
  }

  private int writeAndRead(Connection connection) throws SQLException {
    try (PreparedStatement write =
            limited(connection, "UPDATE database_probe SET written_ns = ? WHERE id = 1");
        PreparedStatement read = limited(connection, "SELECT MAX(version) FROM schema_version")) {
      write.setLong(1, TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
      write.executeUpdate();
      try (ResultSet row = read.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  private PreparedStatement limited(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setQueryTimeout(
        Math.toIntExact(Math.max(1, database.settings().probeTimeout().toSeconds())));
    return statement;
  }

  @Override
  public void restartComponent() {
    database.restart();
  }

  @Override
  public void resetConnection() {
    database.reset();
  }

  /** None: without a journal nothing may be promised. */
  @Override
  public Optional<String> fallBack() {
    return Optional.empty();
  }
}
