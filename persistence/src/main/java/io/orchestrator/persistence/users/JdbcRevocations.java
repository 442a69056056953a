package io.orchestrator.persistence.users;

import io.orchestrator.domain.port.Revocations;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.SqlTime;
import io.orchestrator.persistence.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Table {@code access_revocation}. */
public final class JdbcRevocations implements Revocations {
  private final Database database;

  public JdbcRevocations(Database database) {
    this.database = database;
  }

  @Override
  public void remember(Revocation revocation) {
    Transactions.run(
        database,
        "Cannot remember a revocation",
        connection -> {
          drop(connection, revocation);
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO access_revocation (kind, name, revoked_at, until_at)"
                      + " VALUES (?, ?, ?, ?)")) {
            insert.setString(1, revocation.kind().name());
            insert.setString(2, revocation.name());
            SqlTime.set(insert, 3, revocation.at());
            SqlTime.set(insert, 4, revocation.until());
            insert.executeUpdate();
          }
        });
  }

  private static void drop(Connection connection, Revocation revocation) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM access_revocation WHERE (kind = ? AND name = ?) OR until_at < ?")) {
      delete.setString(1, revocation.kind().name());
      delete.setString(2, revocation.name());
      SqlTime.set(delete, 3, revocation.at());
      delete.executeUpdate();
    }
  }

  @Override
  public List<Revocation> open(Instant now) {
    String sql =
        "SELECT kind, name, revoked_at, until_at FROM access_revocation WHERE until_at >= ?"
            + " ORDER BY kind, name";
    try (Connection connection = database.connection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      SqlTime.set(select, 1, now);
      List<Revocation> open = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          open.add(
              new Revocation(
                  Kind.valueOf(row.getString("kind")),
                  row.getString("name"),
                  SqlTime.get(row, "revoked_at").orElseThrow(),
                  SqlTime.get(row, "until_at").orElseThrow()));
        }
      }
      return List.copyOf(open);
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read revocations", e);
    }
  }
}
