package io.orchestrator.persistence.users;

import io.orchestrator.domain.port.Users.Session;
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
import java.util.Optional;

/**
 * Table {@code refresh_token}: hashes only, each good for one use. A session is all tokens with its
 * id; one of them is unused, the others wait for their expiry to betray a copy.
 */
final class RefreshTokens {
  private static final int MAX_HASH_LENGTH = 128;

  private final Database database;
  private final int maxPerUser;

  /** What a hash stood for. */
  record Found(String userName, String session, boolean used, boolean usable) {}

  RefreshTokens(Database database, int maxPerUser) {
    this.database = database;
    this.maxPerUser = maxPerUser;
  }

  /** Drops what has expired, and the user's oldest sessions beyond the limit. */
  void remember(String tokenHash, String userName, String session, Instant expires, Instant now) {
    if (tokenHash.isEmpty() || tokenHash.length() > MAX_HASH_LENGTH) {
      throw new IllegalArgumentException("not the hash of a token");
    }
    Transactions.run(
        database,
        "Cannot remember a refresh token",
        connection -> {
          dropExpired(connection, now);
          Instant begun = begun(connection, session).orElse(now);
          insert(connection, tokenHash, userName, session, begun, expires, now);
          dropBeyondLimit(connection, userName);
        });
  }

  private static void dropExpired(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM refresh_token WHERE expires_at <= ?")) {
      SqlTime.set(delete, 1, now);
      delete.executeUpdate();
    }
  }

  private static Optional<Instant> begun(Connection connection, String session)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT MIN(begun_at) AS begun FROM refresh_token WHERE session_id = ?")) {
      select.setString(1, session);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? SqlTime.get(row, "begun") : Optional.empty();
      }
    }
  }

  private static void insert(
      Connection connection,
      String tokenHash,
      String userName,
      String session,
      Instant begun,
      Instant expires,
      Instant now)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO refresh_token (token_hash, user_name, session_id, begun_at, created_at,"
                + " expires_at) VALUES (?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, tokenHash);
      insert.setString(2, userName);
      insert.setString(3, session);
      SqlTime.set(insert, 4, begun);
      SqlTime.set(insert, 5, now);
      SqlTime.set(insert, 6, expires);
      insert.executeUpdate();
    }
  }

  private void dropBeyondLimit(Connection connection, String userName) throws SQLException {
    List<String> beyond = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT session_id FROM refresh_token WHERE user_name = ? AND used_at IS NULL"
                + " ORDER BY expires_at DESC, token_hash OFFSET "
                + maxPerUser
                + " ROWS")) {
      select.setString(1, userName);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          beyond.add(rows.getString(1));
        }
      }
    }
    for (String session : beyond) {
      end(connection, userName, session);
    }
  }

  /**
   * Reads, then marks: of many callers only one marks the row, and it was used already for the
   * others.
   */
  Optional<Found> use(String tokenHash, Instant now) {
    return Transactions.call(
        database,
        "Cannot use a refresh token",
        connection -> {
          Optional<Found> found = find(connection, tokenHash, now);
          if (found.isEmpty() || found.get().used() || !found.get().usable()) {
            return found;
          }
          Found f = found.get();
          boolean first = mark(connection, tokenHash, now);
          return Optional.of(new Found(f.userName(), f.session(), !first, true));
        });
  }

  private static Optional<Found> find(Connection connection, String tokenHash, Instant now)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT t.user_name, t.session_id, t.used_at, t.expires_at, u.enabled"
                + " FROM refresh_token t JOIN app_user u ON u.name = t.user_name"
                + " WHERE t.token_hash = ?")) {
      select.setString(1, tokenHash);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        boolean inTime = SqlTime.get(row, "expires_at").orElseThrow().isAfter(now);
        return Optional.of(
            new Found(
                row.getString("user_name"),
                row.getString("session_id"),
                SqlTime.get(row, "used_at").isPresent(),
                inTime && row.getBoolean("enabled")));
      }
    }
  }

  private static boolean mark(Connection connection, String tokenHash, Instant now)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE refresh_token SET used_at = ? WHERE token_hash = ? AND used_at IS NULL")) {
      SqlTime.set(update, 1, now);
      update.setString(2, tokenHash);
      return update.executeUpdate() == 1;
    }
  }

  List<Session> sessions(String userName, Instant now) {
    String sql =
        "SELECT session_id, begun_at, created_at, expires_at FROM refresh_token"
            + " WHERE user_name = ? AND used_at IS NULL AND expires_at > ?"
            + " ORDER BY created_at DESC, session_id";
    try (Connection connection = database.connection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, userName);
      SqlTime.set(select, 2, now);
      List<Session> sessions = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          sessions.add(
              new Session(
                  row.getString("session_id"),
                  userName,
                  SqlTime.get(row, "begun_at").orElseThrow(),
                  SqlTime.get(row, "created_at").orElseThrow(),
                  SqlTime.get(row, "expires_at").orElseThrow()));
        }
      }
      return List.copyOf(sessions);
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read sessions", e);
    }
  }

  boolean end(String userName, String session) {
    return Transactions.call(
        database, "Cannot end a session", connection -> end(connection, userName, session));
  }

  private static boolean end(Connection connection, String userName, String session)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM refresh_token WHERE user_name = ? AND session_id = ?")) {
      delete.setString(1, userName);
      delete.setString(2, session);
      return delete.executeUpdate() > 0;
    }
  }

  void revoke(Connection connection, String userName) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM refresh_token WHERE user_name = ?")) {
      delete.setString(1, userName);
      delete.executeUpdate();
    }
  }
}
