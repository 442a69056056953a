package io.orchestrator.adapters.store;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.port.BarStore.Series;
import io.orchestrator.domain.port.BarStore.StoredBar;
import io.orchestrator.domain.port.BarStore.Written;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Bars as rows. Writing compares first: what is there already is not written again. */
final class BarRows {
  private static final String DIFFERS =
      "(b.open, b.high, b.low, b.close, b.volume, b.adjusted) IS DISTINCT FROM"
          + " (s.open, s.high, s.low, s.close, s.volume, s.adjusted)";
  private static final String COUNT =
      "SELECT count(*) FILTER (b.start IS NULL), count(*) FILTER (b.start IS NOT NULL AND "
          + DIFFERS
          + ") FROM staging s LEFT JOIN (SELECT * FROM bars WHERE series = ? AND start >= ?"
          + " AND start <= ?) b ON b.start = s.start";
  private static final String DELETE =
      "DELETE FROM bars WHERE series = ? AND start IN (SELECT start FROM staging)";
  private static final String INSERT = "INSERT INTO bars SELECT ?::INTEGER, * FROM staging";
  private static final String INSERT_NEW =
      INSERT + " WHERE start NOT IN (SELECT start FROM bars WHERE series = ?)";

  private BarRows() {}

  static Written write(DuckDBConnection open, int id, Series series, List<StoredBar> bars)
      throws SQLException {
    stage(open, series, bars);
    long first = bars.stream().mapToLong(b -> b.bar().start().toEpochMilli()).min().orElseThrow();
    long last = bars.stream().mapToLong(b -> b.bar().start().toEpochMilli()).max().orElseThrow();
    long added;
    long changed;
    try (PreparedStatement count = open.prepareStatement(COUNT)) {
      count.setInt(1, id);
      count.setLong(2, first);
      count.setLong(3, last);
      try (ResultSet row = count.executeQuery()) {
        row.next();
        added = row.getLong(1);
        changed = row.getLong(2);
      }
    }
    if (changed > 0) {
      execute(open, DELETE, id);
      execute(open, INSERT, id);
    } else if (added == bars.size()) {
      execute(open, INSERT, id);
    } else if (added > 0) {
      execute(open, INSERT_NEW, id, id);
    }
    return new Written(added, changed, bars.size() - added - changed);
  }

  private static void stage(DuckDBConnection open, Series series, List<StoredBar> bars)
      throws SQLException {
    try (Statement statement = open.createStatement()) {
      statement.execute("DELETE FROM staging");
    }
    Set<Instant> starts = HashSet.newHashSet(bars.size());
    try (DuckDBAppender rows = open.createAppender("temp", "main", "staging")) {
      for (StoredBar stored : bars) {
        Bar bar = stored.bar();
        if (!bar.symbol().equals(series.symbol()) || bar.timeframe() != series.timeframe()) {
          throw new IllegalArgumentException("a bar of another series: " + bar);
        }
        if (!starts.add(bar.start())) {
          throw new IllegalArgumentException("two bars start at " + bar.start());
        }
        rows.beginRow();
        rows.append(bar.start().toEpochMilli());
        rows.append(bar.open());
        rows.append(bar.high());
        rows.append(bar.low());
        rows.append(bar.close());
        rows.append(bar.volume());
        if (stored.adjustedClose().isPresent()) {
          rows.append(stored.adjustedClose().getAsDouble());
        } else {
          rows.appendNull();
        }
        rows.endRow();
      }
    }
  }

  private static void execute(DuckDBConnection open, String sql, int... ids) throws SQLException {
    try (PreparedStatement statement = open.prepareStatement(sql)) {
      for (int i = 0; i < ids.length; i++) {
        statement.setInt(i + 1, ids[i]);
      }
      statement.execute();
    }
  }

  static StoredBar read(ResultSet rows, Series series) throws SQLException {
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
    return new StoredBar(bar, DuckDbBarStore.adjusted(rows, 7));
  }
}
