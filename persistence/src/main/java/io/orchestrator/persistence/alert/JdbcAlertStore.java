package io.orchestrator.persistence.alert;

import io.orchestrator.domain.alert.Alert;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.port.AlertStore;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.SqlTime;
import io.orchestrator.persistence.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tables {@code alert} and {@code alert_position}; messages are in {@link AlertDeliveries}. */
public final class JdbcAlertStore implements AlertStore {
  private static final int MAX_TITLE = 400;
  private static final int MAX_NOTE = 1000;
  private static final int MAX_DUE = 100;

  private final Database database;
  private final AlertDeliveries deliveries;

  public JdbcAlertStore(Database database) {
    this.database = database;
    this.deliveries = new AlertDeliveries(database);
  }

  @Override
  public Optional<Long> position() {
    try (Connection connection = database.connection();
        PreparedStatement select = connection.prepareStatement("SELECT seq FROM alert_position");
        ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read how far alerts were judged", e);
    }
  }

  @Override
  public Optional<Alert> latest(String key) {
    return select("alert_key = ? ORDER BY last_seq DESC", 1, s -> s.setString(1, key)).stream()
        .findFirst();
  }

  @Override
  public Optional<Alert> find(String id) {
    return select("alert_id = ?", 1, s -> s.setString(1, id)).stream().findFirst();
  }

  @Override
  public List<Alert> list(Query query) {
    String where =
        (query.state().isPresent() ? "state = ? AND " : "")
            + "severity >= ? AND last_seq < ? ORDER BY last_seq DESC";
    return select(
        where,
        query.limit(),
        statement -> {
          int i = 1;
          if (query.state().isPresent()) {
            statement.setString(i++, query.state().get().name());
          }
          statement.setInt(i++, query.minimum().map(Severity::ordinal).orElse(0));
          statement.setLong(i, query.before().orElse(Long.MAX_VALUE));
        });
  }

  @Override
  public List<Alert> toEscalate(Instant now) {
    return select(
        "state = 'OPEN' AND escalate_at <= ? ORDER BY escalate_at",
        MAX_DUE,
        s -> SqlTime.set(s, 1, now));
  }

  @Override
  public void judged(long seq) {
    Transactions.run(database, "Cannot note judged events", c -> position(c, seq));
  }

  @Override
  public void judged(long seq, Alert alert, List<Delivery> messages) {
    Transactions.run(
        database,
        "Cannot save an alert",
        connection -> {
          position(connection, seq);
          write(connection, alert);
          deliveries.insert(connection, messages);
        });
  }

  @Override
  public void save(Alert alert, List<Delivery> messages) {
    Transactions.run(
        database,
        "Cannot save an alert",
        connection -> {
          write(connection, alert);
          deliveries.insert(connection, messages);
        });
  }

  private static void position(Connection connection, long seq) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE alert_position SET seq = ? WHERE id = 1")) {
      update.setLong(1, seq);
      if (update.executeUpdate() == 1) {
        return;
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO alert_position (id, seq) VALUES (1, ?)")) {
      insert.setLong(1, seq);
      insert.executeUpdate();
    }
  }

  private static void write(Connection connection, Alert alert) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM alert WHERE alert_id = ?")) {
      delete.setString(1, alert.id());
      delete.executeUpdate();
    }
    String sql =
        "INSERT INTO alert (alert_id, alert_key, state, severity, title, detail, first_at, last_at,"
            + " told_count, last_seq, acknowledged_by, acknowledged_at, note, escalations,"
            + " escalate_at, told_at, resolved_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, alert.id());
      insert.setString(2, cut(alert.key(), MAX_TITLE));
      insert.setString(3, alert.state().name());
      insert.setInt(4, alert.severity().ordinal());
      insert.setString(5, cut(alert.title(), MAX_TITLE));
      insert.setString(6, cut(alert.detail(), 1200));
      SqlTime.set(insert, 7, alert.firstAt());
      SqlTime.set(insert, 8, alert.lastAt());
      insert.setLong(9, alert.count());
      insert.setLong(10, alert.lastSeq());
      if (alert.acknowledgedBy().isPresent()) {
        insert.setString(11, cut(alert.acknowledgedBy().get(), 200));
      } else {
        insert.setNull(11, Types.VARCHAR);
      }
      SqlTime.set(insert, 12, alert.acknowledgedAt());
      insert.setString(13, cut(alert.note(), MAX_NOTE));
      insert.setInt(14, alert.escalations());
      SqlTime.set(insert, 15, alert.escalateAt());
      SqlTime.set(insert, 16, alert.toldAt());
      SqlTime.set(insert, 17, alert.resolvedAt());
      insert.executeUpdate();
    }
  }

  private static String cut(String text, int max) {
    String clean = text.replace('\0', '?');
    return clean.length() <= max ? clean : clean.substring(0, max);
  }

  private interface Binding {
    void to(PreparedStatement statement) throws SQLException;
  }

  private List<Alert> select(String where, int limit, Binding binding) {
    String sql = "SELECT * FROM alert WHERE " + where + " LIMIT " + limit;
    try (Connection connection = database.connection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      binding.to(select);
      List<Alert> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(alert(row));
        }
      }
      return List.copyOf(found);
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read alerts", e);
    }
  }

  private static Alert alert(ResultSet row) throws SQLException {
    return new Alert(
        row.getString("alert_id"),
        row.getString("alert_key"),
        Alert.State.valueOf(row.getString("state")),
        Severity.values()[row.getInt("severity")],
        row.getString("title"),
        row.getString("detail"),
        SqlTime.get(row, "first_at").orElseThrow(),
        SqlTime.get(row, "last_at").orElseThrow(),
        row.getLong("told_count"),
        row.getLong("last_seq"),
        Optional.ofNullable(row.getString("acknowledged_by")),
        SqlTime.get(row, "acknowledged_at"),
        row.getString("note"),
        row.getInt("escalations"),
        SqlTime.get(row, "escalate_at"),
        SqlTime.get(row, "told_at").orElseThrow(),
        SqlTime.get(row, "resolved_at"));
  }

  @Override
  public List<Delivery> due(Instant now, int limit) {
    return deliveries.due(now, limit);
  }

  @Override
  public void delivered(String deliveryId) {
    deliveries.delivered(deliveryId);
  }

  @Override
  public void failed(String deliveryId, Optional<Instant> nextAt, String error) {
    deliveries.failed(deliveryId, nextAt, cut(error == null ? "" : error, 500));
  }

  @Override
  public long waiting() {
    return deliveries.waiting();
  }
}
