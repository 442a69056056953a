package io.orchestrator.persistence.market;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.BarStore.Range;
import io.orchestrator.domain.port.BarStore.Written;
import io.orchestrator.domain.port.MarketHistory.Tick;
import io.orchestrator.domain.port.TickStore;
import io.orchestrator.persistence.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** {@link TickStore} in PostgreSQL, for any number of nodes at once. Thread-safe. */
public final class JdbcTickStore implements TickStore {
  private static final int FETCH = 10_000;

  /** In place of a timeframe, in the table of series that bars have, too. */
  private static final String TICKS = "tick";

  private static final String STAGING =
      "CREATE TEMP TABLE tick_staging (place BIGINT, series INTEGER, day INTEGER, tick_id BIGINT,"
          + " at_us BIGINT, price DOUBLE PRECISION, size BIGINT, volume BIGINT, bid DOUBLE"
          + " PRECISION, ask DOUBLE PRECISION, basis TEXT, conditions TEXT) ON COMMIT DROP";
  private static final String MERGE =
      "WITH merged AS (INSERT INTO market_tick AS t SELECT DISTINCT ON (series, day, tick_id)"
          + " series, day, tick_id, at_us, price, size, volume, bid, ask, basis, conditions FROM"
          + " tick_staging ORDER BY series, day, tick_id, place DESC ON CONFLICT (series, day,"
          + " tick_id) DO UPDATE SET at_us = excluded.at_us, price = excluded.price, size ="
          + " excluded.size, volume = excluded.volume, bid = excluded.bid, ask = excluded.ask,"
          + " basis = excluded.basis, conditions = excluded.conditions WHERE (t.at_us, t.price,"
          + " t.size, t.volume, t.bid, t.ask, t.basis, t.conditions) IS DISTINCT FROM"
          + " (excluded.at_us, excluded.price, excluded.size, excluded.volume, excluded.bid,"
          + " excluded.ask, excluded.basis, excluded.conditions) RETURNING t.xmax = 0 AS added)"
          + " SELECT count(*) FILTER (WHERE added), count(*) FILTER (WHERE NOT added) FROM merged";
  private static final String NEWEST =
      "SELECT * FROM (SELECT at_us, price, size, volume, bid, ask, tick_id, basis, conditions FROM"
          + " market_tick WHERE series = ? AND at_us >= ? AND at_us < ? ORDER BY at_us DESC,"
          + " tick_id DESC LIMIT ?) AS newest ORDER BY at_us, tick_id";
  private static final String GAPS =
      "SELECT before_us, at_us, tick_id - before_id - 1 FROM (SELECT at_us, tick_id, lag(tick_id)"
          + " OVER numbers AS before_id, lag(at_us) OVER numbers AS before_us FROM market_tick"
          + " WHERE series = ? AND at_us >= ? AND at_us < ? WINDOW numbers AS (PARTITION BY day"
          + " ORDER BY tick_id)) AS neighbours WHERE tick_id > before_id + 1 ORDER BY at_us LIMIT "
          + MAX_GAPS;

  private final SharedTables tables;

  public JdbcTickStore(Database database) {
    this.tables = new SharedTables(database);
  }

  @Override
  public Written write(String source, List<Tick> ticks) {
    if (ticks.isEmpty()) {
      return Written.NOTHING;
    }
    return tables.transaction(
        open -> {
          Map<Symbol, Integer> ids = claim(open, source, ticks);
          SharedTables.execute(open, STAGING);
          SharedTables.copy(
              open,
              "tick_staging",
              rows -> {
                long place = 0;
                for (Tick tick : ticks) {
                  row(rows.value(place++).value((long) ids.get(tick.symbol())), tick);
                }
              });
          try (PreparedStatement merge = open.prepareStatement(MERGE);
              ResultSet row = merge.executeQuery()) {
            row.next();
            long added = row.getLong(1);
            long changed = row.getLong(2);
            return new Written(added, changed, ticks.size() - added - changed);
          }
        });
  }

  /** In order of symbols, so that two writers cannot wait for each other. */
  private static Map<Symbol, Integer> claim(Connection open, String source, List<Tick> ticks)
      throws SQLException {
    Map<Symbol, Integer> ids = new TreeMap<>();
    ticks.forEach(tick -> ids.put(tick.symbol(), -1));
    for (Map.Entry<Symbol, Integer> entry : ids.entrySet()) {
      Series series = new Series(source, entry.getKey());
      entry.setValue(SharedTables.claim(open, source, series.symbol().value(), TICKS));
    }
    return ids;
  }

  private static void row(SharedTables.Rows rows, Tick tick) throws SQLException {
    rows.value(TradingCalendar.dateOf(tick.timestamp()).toEpochDay()).value(tick.tickId());
    rows.value(micros(tick.timestamp())).value(tick.price());
    rows.value(tick.size()).value(tick.volume()).value(tick.bid()).value(tick.ask());
    rows.value(String.valueOf(tick.basis())).value(tick.conditions()).end();
  }

  @Override
  public boolean remove(Series series, LocalDate day, long tickId) {
    return tables.transaction(
            open ->
                SharedTables.update(
                    open,
                    "DELETE FROM market_tick WHERE series = ? AND day = ? AND tick_id = ?",
                    find(open, series),
                    day.toEpochDay(),
                    tickId))
        > 0;
  }

  @Override
  public void scan(Series series, Range range, int limit, Consumer<Tick> each) {
    tables.transaction(
        open -> {
          try (PreparedStatement query = query(open, NEWEST, series, range)) {
            query.setFetchSize(FETCH);
            query.setInt(4, limit);
            try (ResultSet rows = query.executeQuery()) {
              while (rows.next()) {
                each.accept(tick(rows, series.symbol()));
              }
            }
          }
          return null;
        });
  }

  private static PreparedStatement query(Connection open, String sql, Series series, Range range)
      throws SQLException {
    int id = find(open, series);
    PreparedStatement query = open.prepareStatement(sql);
    query.setInt(1, id);
    query.setLong(2, micros(range.from()));
    query.setLong(3, micros(range.to()));
    return query;
  }

  private static Tick tick(ResultSet rows, Symbol symbol) throws SQLException {
    return new Tick(
        symbol,
        instant(rows.getLong(1)),
        rows.getDouble(2),
        rows.getLong(3),
        rows.getLong(4),
        rows.getDouble(5),
        rows.getDouble(6),
        rows.getLong(7),
        rows.getString(8).charAt(0),
        rows.getString(9));
  }

  @Override
  public List<Gap> gaps(Series series, Range range) {
    return tables.transaction(
        open -> {
          List<Gap> gaps = new ArrayList<>();
          try (PreparedStatement query = query(open, GAPS, series, range);
              ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
              gaps.add(
                  new Gap(instant(rows.getLong(1)), instant(rows.getLong(2)), rows.getLong(3)));
            }
          }
          return gaps;
        });
  }

  @Override
  public List<Summary> series() {
    return tables.transaction(
        open -> {
          List<Summary> result = new ArrayList<>();
          try (PreparedStatement query =
                  open.prepareStatement(
                      "SELECT s.source, s.symbol, min(t.at_us), max(t.at_us), count(*) FROM"
                          + " market_series s JOIN market_tick t ON t.series = s.id GROUP BY s.id"
                          + " ORDER BY s.symbol, s.source");
              ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
              result.add(
                  new Summary(
                      new Series(rows.getString(1), Symbol.of(rows.getString(2))),
                      instant(rows.getLong(3)),
                      instant(rows.getLong(4)),
                      rows.getLong(5)));
            }
          }
          return result;
        });
  }

  @Override
  public long prune(Instant before, long most) {
    return tables.transaction(
        open -> {
          long old =
              SharedTables.update(open, "DELETE FROM market_tick WHERE at_us < ?", micros(before));
          long beyond =
              SharedTables.update(
                  open,
                  "DELETE FROM market_tick WHERE (series, day, tick_id) IN (SELECT series, day,"
                      + " tick_id FROM market_tick ORDER BY at_us DESC, tick_id DESC, series"
                      + " OFFSET ?)",
                  most);
          return old + beyond;
        });
  }

  /** Nothing: the pool is the program's. */
  @Override
  public void close() {}

  private static int find(Connection open, Series series) throws SQLException {
    return SharedTables.find(open, series.source(), series.symbol().value(), TICKS);
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
