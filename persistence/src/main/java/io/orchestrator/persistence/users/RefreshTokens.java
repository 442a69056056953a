package io.orchestrator.persistence.users;

import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.SqlTime;
import io.orchestrator.persistence.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Table {@code refresh_token}: hashes only, each good for one use. */
final class RefreshTokens {
  private static final int MAX_HASH_LENGTH = 128;

  private final Database database;
  private final int maxPerUser;

  RefreshTokens(Database database, int maxPerUser) {
    this.database = database;
    this.maxPerUser = maxPerUser;
  }

  /** Drops what has expired, and the user's oldest beyond the limit. */
  void remember(String tokenHash, String userName, Instant expires, Instant now) {
    if (tokenHash.isEmpty() || tokenHash.length() > MAX_HASH_LENGTH) {
      throw new IllegalArgumentException("not the hash of a token");
    }
    Transactions.run(
        database,
        "Cannot remember a refresh token",
        connection -> {
          dropExpired(connection, now);
          insert(connection, tokenHash, userName, expires);
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

  private static void insert(
      Connection connection, String tokenHash, String userName, Instant expires)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO refresh_token (token_hash, user_name, expires_at) VALUES (?, ?, ?)")) {
      insert.setString(1, tokenHash);
      insert.setString(2, userName);
      SqlTime.set(insert, 3, expires);
      insert.executeUpdate();
    }
  }

  private void dropBeyondLimit(Connection connection, String userName) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM refresh_token WHERE user_name = ? AND token_hash NOT IN ("
                + "SELECT token_hash FROM refresh_token WHERE user_name = ?"
                + " ORDER BY expires_at DESC, token_hash LIMIT "
                + maxPerUser
                + ")")) {
      delete.setString(1, userName);
      delete.setString(2, userName);
      delete.executeUpdate();
    }
  }

  /**
   * Reads, then deletes: of two callers only one deletes the row, and the other gets nothing.
   *
   * @return the user, unless the token is unknown, used, expired or the user disabled
   */
  Optional<String> consume(String tokenHash, Instant now) {
    try (Connection connection = database.connection()) {
      Optional<String> user = find(connection, tokenHash, now);
      return delete(connection, tokenHash) ? user : Optional.empty();
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot use a refresh token", e);
    }
  }

  private static Optional<String> find(Connection connection, String tokenHash, Instant now)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT t.user_name FROM refresh_token t JOIN app_user u ON u.name = t.user_name"
                + " WHERE t.token_hash = ? AND t.expires_at > ? AND u.enabled")) {
      select.setString(1, tokenHash);
      SqlTime.set(select, 2, now);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  private static boolean delete(Connection connection, String tokenHash) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM refresh_token WHERE token_hash = ?")) {
      delete.setString(1, tokenHash);
      return delete.executeUpdate() == 1;
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
