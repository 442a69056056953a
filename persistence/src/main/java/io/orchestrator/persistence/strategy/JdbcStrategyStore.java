package io.orchestrator.persistence.strategy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestrator.domain.port.StrategyStore;
import io.orchestrator.domain.strategy.StrategyEvent;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.SqlTime;
import io.orchestrator.persistence.Transactions;
import io.orchestrator.persistence.journal.JournalCatalogue;
import io.orchestrator.persistence.journal.JournalCodec;
import io.orchestrator.persistence.journal.JournalFormatException;
import io.orchestrator.persistence.journal.JournalTypes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Table {@code strategy_event}; rows are written as those of the journal are, under a logical name
 * and version. Two who append behind the same event meet at the primary key: one of them loses.
 */
public final class JdbcStrategyStore implements StrategyStore {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 20;

  private final Database database;
  private final JournalCodec codec =
      new JournalCodec(
          JournalTypes.of(JournalCatalogue.ROOTS, JournalCatalogue.UPCASTERS),
          MAX_BYTES,
          MAX_DEPTH);

  public JdbcStrategyStore(Database database) {
    this.database = database;
  }

  @Override
  public List<String> names() {
    String sql = "SELECT DISTINCT strategy FROM strategy_event ORDER BY strategy";
    try (Connection connection = database.connection();
        PreparedStatement select = connection.prepareStatement(sql);
        ResultSet rows = select.executeQuery()) {
      var names = new ArrayList<String>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return List.copyOf(names);
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read the strategies", e);
    }
  }

  @Override
  public List<StrategyEvent> events(String name) {
    String sql = "SELECT manifest, content FROM strategy_event WHERE strategy = ? ORDER BY number";
    try (Connection connection = database.connection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, name);
      var events = new ArrayList<StrategyEvent>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          byte[] json = rows.getString("content").getBytes(UTF_8);
          events.add((StrategyEvent) codec.decode(json, rows.getString("manifest")));
        }
      }
      return List.copyOf(events);
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read the versions of " + name, e);
    } catch (JournalFormatException e) {
      throw new IllegalStateException("a row of strategy " + name + " cannot be read", e);
    }
  }

  @Override
  public boolean append(String name, long behind, List<StrategyEvent> events) {
    try {
      return Transactions.attempt(
          database,
          connection -> {
            insert(connection, name, behind, events);
            return true;
          });
    } catch (SQLException e) {
      if (duplicate(e)) {
        return false;
      }
      throw DatabaseException.of("Cannot write a version of " + name, e);
    }
  }

  private void insert(Connection connection, String name, long behind, List<StrategyEvent> events)
      throws SQLException {
    String sql =
        "INSERT INTO strategy_event (strategy, number, manifest, content, at)"
            + " VALUES (?, ?, ?, ?, ?)";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      long number = behind;
      for (StrategyEvent event : events) {
        insert.setString(1, name);
        insert.setLong(2, ++number);
        insert.setString(3, codec.manifest(event));
        insert.setString(4, new String(codec.encode(event), UTF_8));
        SqlTime.set(insert, 5, event.at());
        insert.executeUpdate();
      }
    } catch (JournalFormatException e) {
      throw new IllegalStateException("an event of strategy " + name + " cannot be written", e);
    }
  }

  /** Class 23 of SQL states: a key that is there already. */
  private static boolean duplicate(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("23");
  }
}
