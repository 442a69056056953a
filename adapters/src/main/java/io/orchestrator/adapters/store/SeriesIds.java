package io.orchestrator.adapters.store;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.BarStore.Series;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalInt;

/** The number of a series in the file. */
final class SeriesIds {
  private SeriesIds() {}

  static OptionalInt find(Connection open, Series series) throws SQLException {
    try (PreparedStatement query =
        open.prepareStatement(
            "SELECT id FROM series WHERE source = ? AND symbol = ? AND timeframe = ?")) {
      query.setString(1, series.source());
      query.setString(2, series.symbol().value());
      query.setString(3, series.timeframe().wireName());
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? OptionalInt.of(rows.getInt(1)) : OptionalInt.empty();
      }
    }
  }

  static int create(Connection open, Series series) throws SQLException {
    OptionalInt found = find(open, series);
    if (found.isPresent()) {
      return found.getAsInt();
    }
    try (PreparedStatement insert =
        open.prepareStatement(
            "INSERT INTO series SELECT coalesce(max(id), 0) + 1, ?, ?, ? FROM series")) {
      insert.setString(1, series.source());
      insert.setString(2, series.symbol().value());
      insert.setString(3, series.timeframe().wireName());
      insert.execute();
    }
    return find(open, series).orElseThrow();
  }

  static Series series(String source, String symbol, String timeframe) throws SQLException {
    return new Series(
        source,
        Symbol.of(symbol),
        Timeframe.parse(timeframe)
            .orElseThrow(() -> new SQLException("unknown timeframe " + timeframe)));
  }
}
