package io.orchestrator.adapters.store;

import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.BarStore.Written;
import io.orchestrator.domain.port.MarketHistory.Tick;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Ticks as rows. Writing compares first: what is there already is not written again. */
final class TickRows {
  static final String COLUMNS = "at_us, price, size, volume, bid, ask, id, basis, conditions";

  private static final String SAME =
      "t.series = s.series AND t.day = s.day AND t.id = s.id AND t.day >= ? AND t.day <= ?";
  private static final String DIFFERS =
      "(t.at_us, t.price, t.size, t.volume, t.bid, t.ask, t.basis, t.conditions) IS DISTINCT FROM"
          + " (s.at_us, s.price, s.size, s.volume, s.bid, s.ask, s.basis, s.conditions)";
  private static final String CHANGED =
      "DELETE FROM ticks t USING staging s WHERE " + SAME + " AND " + DIFFERS;
  private static final String NEW =
      "INSERT INTO ticks SELECT s.* FROM staging s ANTI JOIN ticks t ON " + SAME;

  private TickRows() {}

  private record Key(Symbol symbol, long day, long id) {}

  static Written write(DuckDBConnection open, String source, List<Tick> ticks) throws SQLException {
    Map<Key, Tick> last = LinkedHashMap.newLinkedHashMap(ticks.size());
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    for (Tick tick : ticks) {
      long day = TradingCalendar.dateOf(tick.timestamp()).toEpochDay();
      last.put(new Key(tick.symbol(), day, tick.tickId()), tick);
      from = Math.min(from, day);
      to = Math.max(to, day);
    }
    stage(open, source, last);
    long changed = update(open, CHANGED, from, to);
    long added = update(open, NEW, from, to) - changed;
    return new Written(added, changed, ticks.size() - added - changed);
  }

  private static void stage(DuckDBConnection open, String source, Map<Key, Tick> ticks)
      throws SQLException {
    try (Statement statement = open.createStatement()) {
      statement.execute("DELETE FROM staging");
    }
    Map<Symbol, Integer> ids = new HashMap<>();
    for (Key key : ticks.keySet()) {
      if (!ids.containsKey(key.symbol())) {
        ids.put(key.symbol(), TickSeries.create(open, source, key.symbol()));
      }
    }
    try (DuckDBAppender rows = open.createAppender("temp", "main", "staging")) {
      for (Map.Entry<Key, Tick> entry : ticks.entrySet()) {
        Tick tick = entry.getValue();
        rows.beginRow();
        rows.append(ids.get(tick.symbol()));
        rows.append((int) entry.getKey().day());
        rows.append(tick.tickId());
        rows.append(micros(tick.timestamp()));
        rows.append(tick.price());
        rows.append(tick.size());
        rows.append(tick.volume());
        rows.append(tick.bid());
        rows.append(tick.ask());
        rows.append(String.valueOf(tick.basis()));
        rows.append(tick.conditions());
        rows.endRow();
      }
    }
  }

  static long update(DuckDBConnection open, String sql, long... values) throws SQLException {
    try (PreparedStatement statement = open.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setLong(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  /** A row of {@link #COLUMNS}. */
  static Tick read(ResultSet rows, Symbol symbol) throws SQLException {
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

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
