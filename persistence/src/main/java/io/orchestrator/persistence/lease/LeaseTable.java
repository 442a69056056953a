package io.orchestrator.persistence.lease;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;

/** One row a right, compared and changed in one statement by the clock of the database. */
final class LeaseTable {
  private static final String END = "clock_timestamp() + ? * INTERVAL '1 millisecond'";
  private static final String ACQUIRE =
      "INSERT INTO lease (name, owner, epoch, expires_at) VALUES (?, ?, 1, "
          + END
          + ") ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, epoch = lease.epoch + 1,"
          + " expires_at = "
          + END
          + " WHERE lease.expires_at <= clock_timestamp() OR lease.owner = excluded.owner"
          + " RETURNING epoch";
  private static final String RENEW =
      "UPDATE lease SET expires_at = "
          + END
          + " WHERE name = ? AND owner = ? AND epoch = ? AND expires_at > clock_timestamp()";
  private static final String RELEASE =
      "UPDATE lease SET expires_at = clock_timestamp() WHERE name = ? AND owner = ?";

  private final String name;
  private final String owner;
  private final int statementSeconds;

  /**
   * @param owner unique among all processes that ever were
   * @param patience of one statement
   */
  LeaseTable(String name, String owner, Duration patience) {
    this.name = name;
    this.owner = owner;
    this.statementSeconds = Math.toIntExact(Math.max(1, patience.toSeconds()));
  }

  /** The new epoch; empty: another has it. Also the holder itself gets a new one. */
  OptionalLong acquire(Connection connection, Duration time) throws SQLException {
    try (PreparedStatement statement = prepare(connection, ACQUIRE)) {
      statement.setString(1, name);
      statement.setString(2, owner);
      statement.setLong(3, time.toMillis());
      statement.setLong(4, time.toMillis());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  /** False: it ended, whoever has it now. */
  boolean renew(Connection connection, Duration time, long epoch) throws SQLException {
    try (PreparedStatement statement = prepare(connection, RENEW)) {
      statement.setLong(1, time.toMillis());
      statement.setString(2, name);
      statement.setString(3, owner);
      statement.setLong(4, epoch);
      return statement.executeUpdate() == 1;
    }
  }

  void release(Connection connection) throws SQLException {
    try (PreparedStatement statement = prepare(connection, RELEASE)) {
      statement.setString(1, name);
      statement.setString(2, owner);
      statement.executeUpdate();
    }
  }

  /** Whether this owner has it, by the database's clock. */
  boolean held(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        prepare(
            connection,
            "SELECT 1 FROM lease WHERE name = ? AND owner = ? AND expires_at > clock_timestamp()")) {
      statement.setString(1, name);
      statement.setString(2, owner);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  /** Whether somebody has a right whose name begins so, but for that one. */
  static boolean anyHeld(Connection connection, String prefix, String except) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT 1 FROM lease WHERE starts_with(name, ?) AND name <> ?"
                + " AND expires_at > clock_timestamp() LIMIT 1")) {
      statement.setString(1, prefix);
      statement.setString(2, except);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  /**
   * Deletes what ended so long ago and whose name begins so; only where epochs need not go on.
   *
   * @return how many
   */
  static int forgetEnded(Connection connection, String prefix, Duration ago) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "DELETE FROM lease WHERE starts_with(name, ?)"
                + " AND expires_at < clock_timestamp() - ? * INTERVAL '1 millisecond'")) {
      statement.setString(1, prefix);
      statement.setLong(2, ago.toMillis());
      return statement.executeUpdate();
    }
  }

  /** Who has it and for how much longer; a text for people. */
  String holder(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        prepare(
            connection,
            "SELECT owner, EXTRACT(EPOCH FROM expires_at - clock_timestamp()) FROM lease WHERE name"
                + " = ?")) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? row.getString(1) + ", for another " + Math.max(0, Math.round(row.getDouble(2))) + " s"
            : "nobody";
      }
    }
  }

  private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setQueryTimeout(statementSeconds);
    return statement;
  }
}
