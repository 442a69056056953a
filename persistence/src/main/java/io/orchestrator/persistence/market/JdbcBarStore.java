package io.orchestrator.persistence.market;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.CorporateAction;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.BarStore;
import io.orchestrator.persistence.Database;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;

/** {@link BarStore} in PostgreSQL, for any number of nodes and imports at once. Thread-safe. */
public final class JdbcBarStore implements BarStore {
  private static final int FETCH = 10_000;
  private static final String STAGING =
      "CREATE TEMP TABLE bar_staging (start_ms BIGINT, open DOUBLE PRECISION, high DOUBLE"
          + " PRECISION, low DOUBLE PRECISION, close DOUBLE PRECISION, volume BIGINT, adjusted"
          + " DOUBLE PRECISION) ON COMMIT DROP";
  private static final String MERGE =
      "WITH merged AS (INSERT INTO market_bar AS b SELECT ?, * FROM bar_staging"
          + " ON CONFLICT (series, start_ms) DO UPDATE SET open = excluded.open, high ="
          + " excluded.high, low = excluded.low, close = excluded.close, volume ="
          + " excluded.volume, adjusted = excluded.adjusted WHERE (b.open, b.high, b.low, b.close,"
          + " b.volume, b.adjusted) IS DISTINCT FROM (excluded.open, excluded.high, excluded.low,"
          + " excluded.close, excluded.volume, excluded.adjusted) RETURNING b.xmax = 0 AS added)"
          + " SELECT count(*) FILTER (WHERE added), count(*) FILTER (WHERE NOT added) FROM merged";
  private static final String NEWEST =
      "SELECT * FROM (SELECT start_ms, open, high, low, close, volume, adjusted FROM market_bar"
          + " WHERE series = ? AND start_ms >= ? AND start_ms < ? ORDER BY start_ms DESC LIMIT ?)"
          + " AS newest ORDER BY start_ms";
  private static final String ALL =
      "SELECT start_ms, open, high, low, close, volume, adjusted FROM market_bar"
          + " WHERE series = ? AND start_ms >= ? AND start_ms < ? ORDER BY start_ms";

  private final SharedTables tables;

  public JdbcBarStore(Database database) {
    this.tables = new SharedTables(database);
  }

  @Override
  public Written write(Series series, List<StoredBar> bars, Optional<Range> covered) {
    check(series, bars);
    return tables.transaction(
        open -> {
          int id = claim(open, series);
          Written written = bars.isEmpty() ? Written.NOTHING : merge(open, id, bars);
          if (covered.isPresent()) {
            cover(open, id, covered.get());
          }
          return written;
        });
  }

  private static void check(Series series, List<StoredBar> bars) {
    Set<Instant> starts = HashSet.newHashSet(bars.size());
    for (StoredBar stored : bars) {
      Bar bar = stored.bar();
      if (!bar.symbol().equals(series.symbol()) || bar.timeframe() != series.timeframe()) {
        throw new IllegalArgumentException("a bar of another series: " + bar);
      }
      if (!starts.add(bar.start())) {
        throw new IllegalArgumentException("two bars start at " + bar.start());
      }
    }
  }

  private static Written merge(Connection open, int id, List<StoredBar> bars) throws SQLException {
    SharedTables.execute(open, STAGING);
    SharedTables.copy(
        open,
        "bar_staging",
        rows -> {
          for (StoredBar stored : bars) {
            Bar bar = stored.bar();
            rows.value(bar.start().toEpochMilli());
            rows.value(bar.open()).value(bar.high()).value(bar.low()).value(bar.close());
            rows.value(bar.volume());
            if (stored.adjustedClose().isPresent()) {
              rows.value(stored.adjustedClose().getAsDouble());
            } else {
              rows.nothing();
            }
            rows.end();
          }
        });
    try (PreparedStatement merge = open.prepareStatement(MERGE)) {
      merge.setInt(1, id);
      try (ResultSet row = merge.executeQuery()) {
        row.next();
        long added = row.getLong(1);
        long changed = row.getLong(2);
        return new Written(added, changed, bars.size() - added - changed);
      }
    }
  }

  private static void cover(Connection open, int id, Range more) throws SQLException {
    List<Range> ranges = covered(open, id);
    ranges.add(more);
    SharedTables.update(open, "DELETE FROM market_covered WHERE series = ?", id);
    for (Range range : Range.merged(ranges)) {
      SharedTables.update(
          open,
          "INSERT INTO market_covered VALUES (?, ?, ?)",
          id,
          range.from().toEpochMilli(),
          range.to().toEpochMilli());
    }
  }

  @Override
  public List<Bar> bars(Series series, Range range, int limit) {
    List<Bar> bars = new ArrayList<>();
    read(NEWEST, series, range, limit, stored -> bars.add(stored.bar()));
    return bars;
  }

  @Override
  public void scan(Series series, Range range, Consumer<StoredBar> each) {
    read(ALL, series, range, 0, each);
  }

  private void read(String sql, Series series, Range range, int limit, Consumer<StoredBar> each) {
    tables.transaction(
        open -> {
          try (PreparedStatement query = open.prepareStatement(sql)) {
            query.setFetchSize(FETCH);
            query.setInt(1, find(open, series));
            query.setLong(2, range.from().toEpochMilli());
            query.setLong(3, range.to().toEpochMilli());
            if (limit > 0) {
              query.setInt(4, limit);
            }
            try (ResultSet rows = query.executeQuery()) {
              while (rows.next()) {
                each.accept(bar(rows, series));
              }
            }
          }
          return null;
        });
  }

  private static StoredBar bar(ResultSet rows, Series series) throws SQLException {
    Bar bar =
        new Bar(
            series.symbol(),
            series.timeframe(),
            Instant.ofEpochMilli(rows.getLong(1)),
            rows.getDouble(2),
            rows.getDouble(3),
            rows.getDouble(4),
            rows.getDouble(5),
            rows.getLong(6));
    double adjusted = rows.getDouble(7);
    return new StoredBar(
        bar, rows.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(adjusted));
  }

  @Override
  public List<Range> covered(Series series) {
    return tables.transaction(open -> Range.merged(covered(open, find(open, series))));
  }

  private static List<Range> covered(Connection open, int id) throws SQLException {
    List<Range> ranges = new ArrayList<>();
    try (PreparedStatement query =
        open.prepareStatement("SELECT since_ms, until_ms FROM market_covered WHERE series = ?")) {
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
    return tables.transaction(
        open -> {
          List<Summary> result = new ArrayList<>();
          try (PreparedStatement query =
                  open.prepareStatement(
                      "SELECT s.source, s.symbol, s.timeframe, min(b.start_ms), max(b.start_ms),"
                          + " count(*) FROM market_series s JOIN market_bar b ON b.series = s.id"
                          + " GROUP BY s.id ORDER BY s.symbol, s.timeframe, s.source");
              ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
              String timeframe = rows.getString(3);
              result.add(
                  new Summary(
                      new Series(
                          rows.getString(1),
                          Symbol.of(rows.getString(2)),
                          Timeframe.parse(timeframe)
                              .orElseThrow(
                                  () -> new SQLException("unknown timeframe " + timeframe))),
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
    tables.transaction(
        open -> {
          try (PreparedStatement delete =
              open.prepareStatement("DELETE FROM market_action WHERE source = ? AND symbol = ?")) {
            delete.setString(1, source);
            delete.setString(2, symbol.value());
            delete.executeUpdate();
          }
          try (PreparedStatement insert =
              open.prepareStatement("INSERT INTO market_action VALUES (?, ?, ?, ?, ?)")) {
            for (CorporateAction action : actions) {
              insert.setString(1, source);
              insert.setString(2, symbol.value());
              insert.setDate(3, Date.valueOf(action.date()));
              insert.setString(4, action.kind().name());
              insert.setDouble(5, action.value());
              insert.addBatch();
            }
            insert.executeBatch();
          }
          return null;
        });
  }

  @Override
  public List<CorporateAction> actions(Symbol symbol) {
    return tables.transaction(
        open -> {
          List<CorporateAction> actions = new ArrayList<>();
          try (PreparedStatement query =
              open.prepareStatement(
                  "SELECT day, kind, max(value) FROM market_action WHERE symbol = ?"
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
    tables.transaction(
        open -> {
          int id = find(open, series);
          SharedTables.update(open, "DELETE FROM market_bar WHERE series = ?", id);
          SharedTables.update(open, "DELETE FROM market_covered WHERE series = ?", id);
          return null;
        });
  }

  @Override
  public long prune(Timeframe timeframe, Instant before) {
    String mine =
        " AND series IN (SELECT id FROM market_series WHERE timeframe = '"
            + timeframe.wireName()
            + "' AND source <> '"
            + IMPORTED
            + "')";
    long millis = before.toEpochMilli();
    return tables.transaction(
        open -> {
          long bars =
              SharedTables.update(open, "DELETE FROM market_bar WHERE start_ms < ?" + mine, millis);
          SharedTables.update(
              open, "DELETE FROM market_covered WHERE until_ms <= ?" + mine, millis);
          SharedTables.update(
              open,
              "UPDATE market_covered SET since_ms = ? WHERE since_ms < ?" + mine,
              millis,
              millis);
          return bars;
        });
  }

  /** Nothing: the pool is the program's. */
  @Override
  public void close() {}

  private static int find(Connection open, Series series) throws SQLException {
    return SharedTables.find(
        open, series.source(), series.symbol().value(), series.timeframe().wireName());
  }

  private static int claim(Connection open, Series series) throws SQLException {
    return SharedTables.claim(
        open, series.source(), series.symbol().value(), series.timeframe().wireName());
  }
}
