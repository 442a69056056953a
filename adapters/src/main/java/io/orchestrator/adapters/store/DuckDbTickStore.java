package io.orchestrator.adapters.store;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.BarStore.Written;
import io.orchestrator.domain.port.MarketHistory.Tick;
import io.orchestrator.domain.port.TickStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@link TickStore} in one DuckDB file, beside that of the bars: while ticks come in it stays open,
 * which must not keep an import of bars out. Thread-safe; work is done one after the other.
 */
public final class DuckDbTickStore implements TickStore {
  private static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS series(id INTEGER, source VARCHAR, symbol VARCHAR);
      CREATE TABLE IF NOT EXISTS ticks(
        series INTEGER, day INTEGER, id BIGINT, at_us BIGINT, price DOUBLE, size BIGINT,
        volume BIGINT, bid DOUBLE, ask DOUBLE, basis VARCHAR, conditions VARCHAR);
      CREATE TEMP TABLE staging(
        series INTEGER, day INTEGER, id BIGINT, at_us BIGINT, price DOUBLE, size BIGINT,
        volume BIGINT, bid DOUBLE, ask DOUBLE, basis VARCHAR, conditions VARCHAR);
      """;
  private static final String OF_SERIES =
      " FROM ticks WHERE series = ? AND at_us >= ? AND at_us < ?";
  private static final String NEWEST =
      "SELECT * FROM (SELECT "
          + TickRows.COLUMNS
          + OF_SERIES
          + " ORDER BY at_us DESC, id DESC LIMIT ?) ORDER BY at_us, id";
  private static final String GAPS =
      "SELECT before_us, at_us, id - before_id - 1 FROM (SELECT at_us, id, lag(id) OVER numbers AS"
          + " before_id, lag(at_us) OVER numbers AS before_us"
          + OF_SERIES
          + " WINDOW numbers AS (PARTITION BY day ORDER BY id)) WHERE id > before_id + 1"
          + " ORDER BY at_us LIMIT "
          + MAX_GAPS;

  private final DuckDbFile file;

  public DuckDbTickStore(StoreSettings settings) {
    this.file = new DuckDbFile(settings, "ticks.duckdb", SCHEMA);
  }

  @Override
  public Written write(String source, List<Tick> ticks) {
    if (ticks.isEmpty()) {
      return Written.NOTHING;
    }
    return file.write(open -> TickRows.write(open, source, ticks));
  }

  @Override
  public boolean remove(Series series, LocalDate day, long tickId) {
    return file.write(
        open ->
            TickRows.update(
                    open,
                    "DELETE FROM ticks WHERE series = ? AND day = ? AND id = ?",
                    find(open, series),
                    day.toEpochDay(),
                    tickId)
                > 0);
  }

  @Override
  public void scan(Series series, Range range, int limit, Consumer<Tick> each) {
    file.read(
        open -> {
          try (PreparedStatement query = query(open, NEWEST, series, range)) {
            query.setInt(4, limit);
            try (ResultSet rows = query.executeQuery()) {
              while (rows.next()) {
                each.accept(TickRows.read(rows, series.symbol()));
              }
            }
          }
          return null;
        });
  }

  @Override
  public List<Gap> gaps(Series series, Range range) {
    return file.read(
        open -> {
          List<Gap> gaps = new ArrayList<>();
          try (PreparedStatement query = query(open, GAPS, series, range);
              ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
              gaps.add(
                  new Gap(
                      TickRows.instant(rows.getLong(1)),
                      TickRows.instant(rows.getLong(2)),
                      rows.getLong(3)));
            }
          }
          return gaps;
        });
  }

  private static PreparedStatement query(Connection open, String sql, Series series, Range range)
      throws SQLException {
    int id = find(open, series);
    PreparedStatement query = open.prepareStatement(sql);
    query.setInt(1, id);
    query.setLong(2, TickRows.micros(range.from()));
    query.setLong(3, TickRows.micros(range.to()));
    return query;
  }

  @Override
  public List<Summary> series() {
    return file.read(
        open -> {
          List<Summary> result = new ArrayList<>();
          try (PreparedStatement query =
                  open.prepareStatement(
                      "SELECT s.source, s.symbol, min(t.at_us), max(t.at_us), count(*) FROM series s"
                          + " JOIN ticks t ON t.series = s.id GROUP BY ALL"
                          + " ORDER BY s.symbol, s.source");
              ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
              result.add(
                  new Summary(
                      new Series(rows.getString(1), Symbol.of(rows.getString(2))),
                      TickRows.instant(rows.getLong(3)),
                      TickRows.instant(rows.getLong(4)),
                      rows.getLong(5)));
            }
          }
          return result;
        });
  }

  @Override
  public long prune(Instant before, long most) {
    return file.write(
        open -> {
          long old =
              TickRows.update(open, "DELETE FROM ticks WHERE at_us < ?", TickRows.micros(before));
          long beyond = count(open) - most;
          if (beyond > 0) {
            TickRows.update(
                open,
                "DELETE FROM ticks WHERE rowid IN (SELECT rowid FROM ticks"
                    + " ORDER BY at_us, id, series LIMIT ?)",
                beyond);
          }
          return old + Math.max(0, beyond);
        });
  }

  private static long count(Connection open) throws SQLException {
    try (PreparedStatement query = open.prepareStatement("SELECT count(*) FROM ticks");
        ResultSet rows = query.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() {
    file.close();
  }

  private static int find(Connection open, Series series) throws SQLException {
    return TickSeries.find(open, series.source(), series.symbol());
  }
}
