package io.orchestrator.persistence.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestrator.domain.port.ScheduleStore;
import io.orchestrator.domain.schedule.MissedRuns;
import io.orchestrator.domain.schedule.Schedule;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.SqlTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Table {@code workflow_schedule}. */
public final class JdbcScheduleStore implements ScheduleStore {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final int MAX_OUTCOME = 500;

  private final Database database;

  public JdbcScheduleStore(Database database) {
    this.database = database;
  }

  @Override
  public List<Entry> all() {
    String sql =
        "SELECT definition, next_at, last_at, last_outcome FROM workflow_schedule"
            + " ORDER BY schedule_id";
    try (Connection connection = database.connection();
        PreparedStatement select = connection.prepareStatement(sql);
        ResultSet rows = select.executeQuery()) {
      List<Entry> entries = new ArrayList<>();
      while (rows.next()) {
        entries.add(
            new Entry(
                schedule(rows.getString("definition")),
                SqlTime.get(rows, "next_at"),
                SqlTime.get(rows, "last_at"),
                rows.getString("last_outcome")));
      }
      return List.copyOf(entries);
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read the schedules", e);
    }
  }

  @Override
  public void save(Schedule schedule, Optional<Instant> nextAt) {
    String text = text(schedule);
    try (Connection connection = database.connection()) {
      String update =
          "UPDATE workflow_schedule SET definition = ?, next_at = ? WHERE schedule_id = ?";
      if (write(connection, update, text, nextAt, schedule.id()) == 0) {
        String insert =
            "INSERT INTO workflow_schedule (definition, next_at, schedule_id, last_outcome)"
                + " VALUES (?, ?, ?, '')";
        write(connection, insert, text, nextAt, schedule.id());
      }
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot write schedule " + schedule.id(), e);
    }
  }

  private static int write(
      Connection connection, String sql, String text, Optional<Instant> nextAt, String id)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, text);
      SqlTime.set(statement, 2, nextAt);
      statement.setString(3, id);
      return statement.executeUpdate();
    }
  }

  @Override
  public boolean delete(String id) {
    try (Connection connection = database.connection();
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM workflow_schedule WHERE schedule_id = ?")) {
      delete.setString(1, id);
      return delete.executeUpdate() > 0;
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot delete schedule " + id, e);
    }
  }

  @Override
  public void fired(
      String id, Instant dueAt, Instant lastAt, Optional<Instant> nextAt, String outcome) {
    String sql =
        "UPDATE workflow_schedule SET last_at = ?, last_outcome = ?, next_at ="
            + " CASE WHEN next_at = ? THEN CAST(? AS TIMESTAMP WITH TIME ZONE) ELSE next_at END"
            + " WHERE schedule_id = ?";
    try (Connection connection = database.connection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      SqlTime.set(update, 1, lastAt);
      update.setString(
          2, outcome.length() > MAX_OUTCOME ? outcome.substring(0, MAX_OUTCOME) : outcome);
      SqlTime.set(update, 3, dueAt);
      SqlTime.set(update, 4, nextAt);
      update.setString(5, id);
      update.executeUpdate();
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot note a start of schedule " + id, e);
    }
  }

  private static String text(Schedule s) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("id", s.id());
    fields.put("workflow", s.workflow());
    fields.put("parameters", s.parameters());
    fields.put("cron", s.cron());
    fields.put("zone", s.zone().getId());
    fields.put("sessions_only", s.sessionsOnly());
    fields.put("missed", s.missed().name());
    fields.put("enabled", s.enabled());
    fields.put("may_trade", s.mayTrade());
    fields.put("owner", s.owner());
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a schedule is JSON-like", e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Schedule schedule(String text) {
    try {
      Map<String, Object> f = JSON.readValue(text, OBJECT);
      return new Schedule(
          (String) f.get("id"),
          (String) f.get("workflow"),
          (Map<String, Object>) f.get("parameters"),
          (String) f.get("cron"),
          ZoneId.of((String) f.get("zone")),
          (Boolean) f.get("sessions_only"),
          MissedRuns.valueOf((String) f.get("missed")),
          (Boolean) f.get("enabled"),
          (Boolean) f.get("may_trade"),
          (String) f.get("owner"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row of workflow_schedule is not JSON", e);
    }
  }
}
