package io.orchestrator.persistence.market;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.Transactions;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What both stores do with PostgreSQL: transactions, numbers of series, bulk rows. */
final class SharedTables {
  private static final Logger LOG = LoggerFactory.getLogger(SharedTables.class);
  private static final int COPY_PIECE = 1 << 16;

  private final Database database;

  SharedTables(Database database) {
    if (!database.isPostgres()) {
      throw new IllegalArgumentException("the shared store needs PostgreSQL");
    }
    this.database = database;
  }

  /** All or nothing. */
  <T> T transaction(Transactions.Asking<T> work) {
    try {
      return Transactions.attempt(database, work);
    } catch (SQLException e) {
      LOG.error("the market store in PostgreSQL failed", e);
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new RefusedException(
          new Refusal(
              "store.unusable",
              503,
              "the market store in PostgreSQL failed: " + first,
              "check that the database runs and has space; what is missing comes again from the"
                  + " feed and your imports"));
    }
  }

  /** Of a series, -1: not there. */
  static int find(Connection connection, String source, String symbol, String timeframe)
      throws SQLException {
    return id(connection, source, symbol, timeframe, "");
  }

  /** Of a series, made if it was not there; its other writers wait for the end of this one. */
  static int claim(Connection connection, String source, String symbol, String timeframe)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO market_series (source, symbol, timeframe) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING")) {
      insert.setString(1, source);
      insert.setString(2, symbol);
      insert.setString(3, timeframe);
      insert.executeUpdate();
    }
    return id(connection, source, symbol, timeframe, " FOR UPDATE");
  }

  private static int id(
      Connection connection, String source, String symbol, String timeframe, String lock)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT id FROM market_series WHERE source = ? AND symbol = ? AND timeframe = ?"
                + lock)) {
      query.setString(1, source);
      query.setString(2, symbol);
      query.setString(3, timeframe);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? rows.getInt(1) : -1;
      }
    }
  }

  /** Runs an update whose parameters are all numbers. */
  static int update(Connection connection, String sql, long... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setLong(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Rows for one table by COPY, the fastest way in; text of numbers and plain letters only. */
  static final class Rows {
    private final org.postgresql.copy.CopyIn in;
    private final StringBuilder text = new StringBuilder(COPY_PIECE + 1024);
    private boolean fresh = true;

    Rows(Connection connection, String table) throws SQLException {
      in =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY " + table + " FROM STDIN WITH (FORMAT csv)");
    }

    Rows value(long value) {
      separate();
      text.append(value);
      return this;
    }

    Rows value(double value) {
      separate();
      text.append(value);
      return this;
    }

    /** Quoted, so that nothing in it has a meaning. */
    Rows value(String value) {
      separate();
      text.append('"').append(value.replace("\"", "\"\"")).append('"');
      return this;
    }

    Rows nothing() {
      separate();
      return this;
    }

    void end() throws SQLException {
      text.append('\n');
      fresh = true;
      if (text.length() >= COPY_PIECE) {
        send();
      }
    }

    void finish() throws SQLException {
      send();
      in.endCopy();
    }

    /** After a failure: the connection must not stay inside the copy. */
    void cancel() throws SQLException {
      if (in.isActive()) {
        in.cancelCopy();
      }
    }

    private void separate() {
      if (!fresh) {
        text.append(',');
      }
      fresh = false;
    }

    private void send() throws SQLException {
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      in.writeToCopy(bytes, 0, bytes.length);
      text.setLength(0);
    }
  }

  /** Fills {@code table} by COPY. */
  interface Filling {
    void fill(Rows rows) throws SQLException;
  }

  static void copy(Connection connection, String table, Filling filling) throws SQLException {
    Rows rows = new Rows(connection, table);
    try {
      filling.fill(rows);
      rows.finish();
    } catch (SQLException | RuntimeException e) {
      rows.cancel();
      throw e;
    }
  }
}
