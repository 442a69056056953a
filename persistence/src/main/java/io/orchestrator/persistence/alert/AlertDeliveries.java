package io.orchestrator.persistence.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.orchestrator.domain.alert.AlertMessage;
import io.orchestrator.domain.port.AlertStore.Delivery;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.SqlTime;
import io.orchestrator.persistence.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Table {@code alert_delivery}: what was delivered leaves it, what was given up has no due time.
 */
final class AlertDeliveries {
  private static final JsonMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();

  private final Database database;

  AlertDeliveries(Database database) {
    this.database = database;
  }

  void insert(Connection connection, List<Delivery> messages) throws SQLException {
    String sql =
        "INSERT INTO alert_delivery (delivery_id, channel, message, created_at, due_at, attempts,"
            + " last_error) VALUES (?, ?, ?, ?, ?, ?, '')";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (Delivery delivery : messages) {
        insert.setString(1, delivery.id());
        insert.setString(2, delivery.channel());
        insert.setString(3, text(delivery.message()));
        SqlTime.set(insert, 4, delivery.createdAt());
        SqlTime.set(insert, 5, delivery.createdAt());
        insert.setInt(6, delivery.attempts());
        insert.executeUpdate();
      }
    }
  }

  List<Delivery> due(Instant now, int limit) {
    String sql =
        "SELECT delivery_id, channel, message, created_at, attempts FROM alert_delivery"
            + " WHERE due_at <= ? ORDER BY due_at, created_at LIMIT "
            + limit;
    try (Connection connection = database.connection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      SqlTime.set(select, 1, now);
      List<Delivery> due = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          due.add(
              new Delivery(
                  row.getString("delivery_id"),
                  row.getString("channel"),
                  message(row.getString("message")),
                  SqlTime.get(row, "created_at").orElseThrow(),
                  row.getInt("attempts")));
        }
      }
      return List.copyOf(due);
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read what is to be told", e);
    }
  }

  void delivered(String id) {
    Transactions.run(
        database,
        "Cannot note a delivery",
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM alert_delivery WHERE delivery_id = ?")) {
            delete.setString(1, id);
            delete.executeUpdate();
          }
        });
  }

  void failed(String id, Optional<Instant> nextAt, String error) {
    Transactions.run(
        database,
        "Cannot note a failed delivery",
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE alert_delivery SET attempts = attempts + 1, due_at = ?, last_error = ?"
                      + " WHERE delivery_id = ?")) {
            SqlTime.set(update, 1, nextAt);
            update.setString(2, error);
            update.setString(3, id);
            update.executeUpdate();
          }
        });
  }

  long waiting() {
    try (Connection connection = database.connection();
        PreparedStatement count =
            connection.prepareStatement(
                "SELECT COUNT(*) FROM alert_delivery WHERE due_at IS NOT NULL");
        ResultSet row = count.executeQuery()) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot count what is to be told", e);
    }
  }

  private static String text(AlertMessage message) {
    try {
      return JSON.writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an alert's message is JSON-like", e);
    }
  }

  private static AlertMessage message(String text) {
    try {
      return JSON.readValue(text, AlertMessage.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row of alert_delivery is not JSON", e);
    }
  }
}
