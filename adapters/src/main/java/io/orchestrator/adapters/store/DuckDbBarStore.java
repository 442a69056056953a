package io.orchestrator.adapters.store;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.CorporateAction;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.BarStore;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** {@link BarStore} in one DuckDB file. Thread-safe; work is done one after the other. */
public final class DuckDbBarStore implements BarStore {
  private static final String NEWEST =
      "SELECT * FROM (SELECT start, open, high, low, close, volume, adjusted FROM bars"
          + " WHERE series = ? AND start >= ? AND start < ? ORDER BY start DESC LIMIT ?)"
          + " ORDER BY start";

  private static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS series(
        id INTEGER, source VARCHAR, symbol VARCHAR, timeframe VARCHAR);
      CREATE TABLE IF NOT EXISTS bars(
        series INTEGER, start BIGINT, open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE,
        volume BIGINT, adjusted DOUBLE);
      CREATE TABLE IF NOT EXISTS covered(series INTEGER, since BIGINT, until BIGINT);
      CREATE TABLE IF NOT EXISTS actions(
        source VARCHAR, symbol VARCHAR, day DATE, kind VARCHAR, value DOUBLE);
      CREATE TEMP TABLE staging(
        start BIGINT, open DOUBLE, high DOUBLE, low DOUBLE, close DOUBLE, volume BIGINT,
        adjusted DOUBLE);
      """;

  private final DuckDbFile file;

  public DuckDbBarStore(StoreSettings settings) {
    this.file = new DuckDbFile(settings, "bars.duckdb", SCHEMA);
  }

  @Override
  public Written write(Series series, List<StoredBar> bars, Optional<Range> covered) {
    return file.write(
        open -> {
          int id = SeriesIds.create(open, series);
          Written written =
              bars.isEmpty() ? Written.NOTHING : BarRows.write(open, id, series, bars);
          if (covered.isPresent()) {
            cover(open, id, covered.get());
          }
          return written;
        });
  }

  private static void cover(Connection open, int id, Range more) throws SQLException {
    List<Range> ranges = covered(open, id);
    ranges.add(more);
    try (PreparedStatement delete = open.prepareStatement("DELETE FROM covered WHERE series = ?")) {
      delete.setInt(1, id);
      delete.execute();
    }
    try (PreparedStatement insert = open.prepareStatement("INSERT INTO covered VALUES (?, ?, ?)")) {
      for (Range range : Range.merged(ranges)) {
        insert.setInt(1, id);
        insert.setLong(2, range.from().toEpochMilli());
        insert.setLong(3, range.to().toEpochMilli());
        insert.execute();
      }
    }
  }

  @Override
  public List<Bar> bars(Series series, Range range, int limit) {
    List<Bar> bars = new ArrayList<>();
    read(series, range, limit, stored -> bars.add(stored.bar()));
    return bars;
  }

  @Override
  public void scan(Series series, Range range, Consumer<StoredBar> each) {
    read(series, range, Integer.MAX_VALUE, each);
  }

  private void read(Series series, Range range, int limit, Consumer<StoredBar> each) {
    file.read(
        open -> {
          var id = SeriesIds.find(open, series);
          if (id.isEmpty()) {
            return null;
          }
          try (PreparedStatement query = open.prepareStatement(NEWEST)) {
            query.setInt(1, id.getAsInt());
            query.setLong(2, range.from().toEpochMilli());
            query.setLong(3, range.to().toEpochMilli());
            query.setInt(4, limit);
            try (ResultSet rows = query.executeQuery()) {
              while (rows.next()) {
                each.accept(BarRows.read(rows, series));
              }
            }
          }
          return null;
        });
  }

  @Override
  public List<Range> covered(Series series) {
    return file.read(
        open -> {
          var id = SeriesIds.find(open, series);
          return id.isEmpty() ? List.of() : Range.merged(covered(open, id.getAsInt()));
        });
  }

  private static List<Range> covered(Connection open, int id) throws SQLException {
    List<Range> ranges = new ArrayList<>();
    try (PreparedStatement query =
        open.prepareStatement("SELECT since, until FROM covered WHERE series = ?")) {
      query.setInt(1, id);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          ranges.add(
              new Range(
                  Instant.ofEpochMilli(rows.getLong(1)), Instant.ofEpochMilli(rows.getLong(2))));
        }
      }
    }
    return ranges;
  }

  @Override
  public List<Summary> series() {
    return file.read(
        open -> {
          List<Summary> result = new ArrayList<>();
          try (PreparedStatement query =
                  open.prepareStatement(
                      "SELECT s.source, s.symbol, s.timeframe, min(b.start), max(b.start),"
                          + " count(*) FROM series s JOIN bars b ON b.series = s.id"
                          + " GROUP BY ALL ORDER BY s.symbol, s.timeframe, s.source");
              ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
              result.add(
                  new Summary(
                      SeriesIds.series(rows.getString(1), rows.getString(2), rows.getString(3)),
                      Instant.ofEpochMilli(rows.getLong(4)),
                      Instant.ofEpochMilli(rows.getLong(5)),
                      rows.getLong(6)));
            }
          }
          return result;
        });
  }

  @Override
  public void replaceActions(String source, Symbol symbol, List<CorporateAction> actions) {
    file.write(
        open -> {
          try (PreparedStatement delete =
              open.prepareStatement("DELETE FROM actions WHERE source = ? AND symbol = ?")) {
            delete.setString(1, source);
            delete.setString(2, symbol.value());
            delete.execute();
          }
          try (PreparedStatement insert =
              open.prepareStatement("INSERT INTO actions VALUES (?, ?, ?, ?, ?)")) {
            for (CorporateAction action : actions) {
              insert.setString(1, source);
              insert.setString(2, symbol.value());
              insert.setDate(3, Date.valueOf(action.date()));
              insert.setString(4, action.kind().name());
              insert.setDouble(5, action.value());
              insert.execute();
            }
          }
          return null;
        });
  }

  @Override
  public List<CorporateAction> actions(Symbol symbol) {
    return file.read(
        open -> {
          List<CorporateAction> actions = new ArrayList<>();
          try (PreparedStatement query =
              open.prepareStatement(
                  "SELECT day, kind, max(value) FROM actions WHERE symbol = ?"
                      + " GROUP BY day, kind ORDER BY day, kind")) {
            query.setString(1, symbol.value());
            try (ResultSet rows = query.executeQuery()) {
              while (rows.next()) {
                actions.add(
                    new CorporateAction(
                        symbol,
                        rows.getDate(1).toLocalDate(),
                        CorporateAction.Kind.valueOf(rows.getString(2)),
                        rows.getDouble(3)));
              }
            }
          }
          return actions;
        });
  }

  @Override
  public void drop(Series series) {
    file.write(
        open -> {
          var id = SeriesIds.find(open, series);
          if (id.isPresent()) {
            for (String table : List.of("bars", "covered")) {
              try (PreparedStatement delete =
                  open.prepareStatement("DELETE FROM " + table + " WHERE series = ?")) {
                delete.setInt(1, id.getAsInt());
                delete.execute();
              }
            }
          }
          return null;
        });
  }

  @Override
  public long prune(Timeframe timeframe, Instant before) {
    String mine =
        "series IN (SELECT id FROM series WHERE timeframe = ? AND source <> '" + IMPORTED + "')";
    return file.write(
        open -> {
          long bars =
              update(open, "DELETE FROM bars WHERE start < ? AND " + mine, before, timeframe);
          update(open, "DELETE FROM covered WHERE until <= ? AND " + mine, before, timeframe);
          update(
              open,
              "UPDATE covered SET since = ? WHERE since < "
                  + before.toEpochMilli()
                  + " AND "
                  + mine,
              before,
              timeframe);
          return bars;
        });
  }

  private static long update(Connection open, String sql, Instant before, Timeframe timeframe)
      throws SQLException {
    try (PreparedStatement statement = open.prepareStatement(sql)) {
      statement.setLong(1, before.toEpochMilli());
      statement.setString(2, timeframe.wireName());
      return statement.executeUpdate();
    }
  }

  @Override
  public void close() {
    file.close();
  }

  static OptionalDouble adjusted(ResultSet rows, int column) throws SQLException {
    double value = rows.getDouble(column);
    return rows.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
