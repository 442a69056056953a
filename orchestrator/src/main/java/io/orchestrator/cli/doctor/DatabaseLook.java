package io.orchestrator.cli.doctor;

import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.settings.Settings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The database, and what time it has there. */
final class DatabaseLook {
  private final Settings settings;
  private final RunningNode node;
  private Optional<Instant> time = Optional.empty();

  DatabaseLook(Settings settings, RunningNode node) {
    this.settings = settings;
    this.node = node;
  }

  Finding database() {
    if (!settings.database().url().contains("postgresql")
        && !java.nio.file.Files.exists(settings.home())) {
      return Finding.good("database", "embedded, made at the first start");
    }
    try (Database database = Database.open(settings.database());
        Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT CURRENT_TIMESTAMP")) {
      row.next();
      if (database.isPostgres()) {
        time = Optional.of(row.getObject(1, OffsetDateTime.class).toInstant());
      }
      var data = connection.getMetaData();
      return Finding.good(
          "database", data.getDatabaseProductName() + " " + data.getDatabaseProductVersion());
    } catch (DatabaseException e) {
      boolean ours = e.kind() == DatabaseException.Kind.LOCKED && node.pid().isPresent();
      return ours
          ? Finding.good("database", "the running node has it open")
          : Finding.bad("database", e.getMessage(), e.kind().advice());
    } catch (SQLException e) {
      return Finding.bad("database", e.getMessage(), "See the server's log.");
    }
  }

  /** Of a server on another machine; empty for the embedded one. After {@link #database()}. */
  Optional<Instant> serverTime() {
    return time;
  }
}
