package io.orchestrator.adapters.store;

import io.orchestrator.domain.market.Symbol;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The number of a symbol's ticks in the file. */
final class TickSeries {
  private TickSeries() {}

  /** -1: not there. */
  static int find(Connection open, String source, Symbol symbol) throws SQLException {
    try (PreparedStatement query =
        open.prepareStatement("SELECT id FROM series WHERE source = ? AND symbol = ?")) {
      query.setString(1, source);
      query.setString(2, symbol.value());
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? rows.getInt(1) : -1;
      }
    }
  }

  static int create(Connection open, String source, Symbol symbol) throws SQLException {
    int found = find(open, source, symbol);
    if (found >= 0) {
      return found;
    }
    try (PreparedStatement insert =
        open.prepareStatement(
            "INSERT INTO series SELECT coalesce(max(id), 0) + 1, ?, ? FROM series")) {
      insert.setString(1, source);
      insert.setString(2, symbol.value());
      insert.execute();
    }
    return find(open, source, symbol);
  }
}
