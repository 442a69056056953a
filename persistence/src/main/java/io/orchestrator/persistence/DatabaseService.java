package io.orchestrator.persistence;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.port.MonitoredService;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** The database as the Health Monitor sees it: a statement there and back. */
public final class DatabaseService implements MonitoredService {
  private final Database database;

  public DatabaseService(Database database) {
    this.database = database;
  }

  @Override
  public ServiceName name() {
    return ServiceName.DATABASE;
  }

  /** Bounded by connect time-out plus probe time-out. */
  @Override
  public ProbeResult probe() {
    long start = System.nanoTime();
    try (Connection connection = database.connection();
        PreparedStatement query =
            connection.prepareStatement("SELECT MAX(version) FROM schema_version")) {
      query.setQueryTimeout(
          Math.toIntExact(Math.max(1, database.settings().probeTimeout().toSeconds())));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        String kind = database.isPostgres() ? "postgresql" : "h2";
        return ProbeResult.ok(
            Duration.ofNanos(System.nanoTime() - start), kind + ", schema " + row.getInt(1));
      }
    } catch (SQLException e) {
      return ProbeResult.down(DatabaseException.of("Probe failed", e).getMessage());
    } catch (RuntimeException e) {
      return ProbeResult.down("Probe failed: " + e);
    }
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
