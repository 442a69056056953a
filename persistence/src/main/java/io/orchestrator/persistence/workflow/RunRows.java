package io.orchestrator.persistence.workflow;

import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.SqlArrays;
import io.orchestrator.persistence.SqlTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes many rows of {@code workflow_run} at once: one statement and one commit on PostgreSQL; one
 * by one on H2, where nothing is gained.
 */
record RunRows(Database database) {
  /** A row to be written unless its id or key is there. */
  record NewRun(
      WorkflowSummary run, Optional<String> key, String requestHash, List<String> symbols) {
    String symbolsText() {
      return symbols.isEmpty() ? null : "," + String.join(",", symbols) + ",";
    }
  }

  /** What became of a run. */
  record Change(String workflowId, RunState state, Optional<Instant> endedAt) {}

  private static final String INSERT =
      "INSERT INTO workflow_run (workflow_id, workflow, state, open, requested_by, started_at,"
          + " ended_at, idempotency_key, request_hash, symbols) ";
  private static final String INSERT_MANY =
      INSERT
          + "SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT DO NOTHING RETURNING workflow_id";
  private static final String UPDATE_MANY =
      "UPDATE workflow_run r SET state = u.state, open = NOT u.terminal, ended_at = u.ended_at"
          + " FROM unnest(?, ?, ?, ?) AS u (id, state, terminal, ended_at)"
          + " WHERE r.workflow_id = u.id AND (r.open OR u.terminal) RETURNING r.workflow_id";

  /** For each whether its row was written; not if its id or key was there. */
  List<Boolean> insert(List<NewRun> runs) throws SQLException {
    try (Connection connection = database.connection()) {
      if (database.isPostgres()) {
        Set<String> written = insertMany(connection, runs);
        // Of two with one id in a group only the first was written.
        return runs.stream().map(r -> written.remove(r.run().workflowId())).toList();
      }
      var written = new ArrayList<Boolean>();
      for (NewRun run : runs) {
        written.add(insertOne(connection, run));
      }
      return written;
    }
  }

  private static Set<String> insertMany(Connection connection, List<NewRun> runs)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT_MANY)) {
      SqlArrays.column(insert, 1, "varchar", runs, r -> r.run().workflowId(), String[]::new);
      SqlArrays.column(insert, 2, "varchar", runs, r -> r.run().workflow().name(), String[]::new);
      SqlArrays.column(insert, 3, "varchar", runs, r -> r.run().state().name(), String[]::new);
      SqlArrays.column(insert, 4, "bool", runs, r -> !r.run().state().terminal(), Boolean[]::new);
      SqlArrays.column(insert, 5, "varchar", runs, r -> r.run().requestedBy(), String[]::new);
      SqlArrays.column(
          insert, 6, "timestamptz", runs, r -> SqlTime.text(r.run().startedAt()), String[]::new);
      SqlArrays.column(insert, 7, "timestamptz", runs, r -> time(r.run().endedAt()), String[]::new);
      SqlArrays.column(insert, 8, "varchar", runs, r -> r.key().orElse(null), String[]::new);
      SqlArrays.column(insert, 9, "varchar", runs, NewRun::requestHash, String[]::new);
      SqlArrays.column(insert, 10, "text", runs, NewRun::symbolsText, String[]::new);
      return ids(insert);
    }
  }

  private static boolean insertOne(Connection connection, NewRun row) throws SQLException {
    WorkflowSummary run = row.run();
    try (PreparedStatement insert =
        connection.prepareStatement(INSERT + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, run.workflowId());
      insert.setString(2, run.workflow().name());
      insert.setString(3, run.state().name());
      insert.setBoolean(4, !run.state().terminal());
      insert.setString(5, run.requestedBy());
      SqlTime.set(insert, 6, run.startedAt());
      SqlTime.set(insert, 7, run.endedAt());
      insert.setString(8, row.key().orElse(null));
      insert.setString(9, row.requestHash());
      insert.setString(10, row.symbolsText());
      insert.executeUpdate();
      return true;
    } catch (SQLException e) {
      // SQL standard: unique violation.
      if ("23505".equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  /**
   * For each whether there is such a row. A row that is terminal stays so: a late write of an
   * earlier state changes nothing.
   */
  List<Boolean> update(List<Change> changes) throws SQLException {
    Map<String, Change> last = new LinkedHashMap<>();
    for (Change change : changes) {
      last.merge(change.workflowId(), change, (a, b) -> a.state().terminal() ? a : b);
    }
    try (Connection connection = database.connection()) {
      Set<String> known = changed(connection, List.copyOf(last.values()));
      for (String id : last.keySet()) {
        if (!known.contains(id) && exists(connection, id)) {
          known.add(id);
        }
      }
      return changes.stream().map(c -> known.contains(c.workflowId())).toList();
    }
  }

  private Set<String> changed(Connection connection, List<Change> changes) throws SQLException {
    if (database.isPostgres()) {
      try (PreparedStatement update = connection.prepareStatement(UPDATE_MANY)) {
        SqlArrays.column(update, 1, "varchar", changes, Change::workflowId, String[]::new);
        SqlArrays.column(update, 2, "varchar", changes, c -> c.state().name(), String[]::new);
        SqlArrays.column(update, 3, "bool", changes, c -> c.state().terminal(), Boolean[]::new);
        SqlArrays.column(update, 4, "timestamptz", changes, c -> time(c.endedAt()), String[]::new);
        return ids(update);
      }
    }
    var changed = new HashSet<String>();
    for (Change change : changes) {
      if (updateOne(connection, change)) {
        changed.add(change.workflowId());
      }
    }
    return changed;
  }

  private static boolean updateOne(Connection connection, Change change) throws SQLException {
    String sql =
        "UPDATE workflow_run SET state = ?, open = ?, ended_at = ?"
            + " WHERE workflow_id = ? AND (open OR ?)";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, change.state().name());
      update.setBoolean(2, !change.state().terminal());
      SqlTime.set(update, 3, change.endedAt());
      update.setString(4, change.workflowId());
      update.setBoolean(5, change.state().terminal());
      return update.executeUpdate() > 0;
    }
  }

  private static boolean exists(Connection connection, String workflowId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT 1 FROM workflow_run WHERE workflow_id = ?")) {
      select.setString(1, workflowId);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static String time(Optional<Instant> instant) {
    return instant.map(SqlTime::text).orElse(null);
  }

  private static Set<String> ids(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      var ids = new HashSet<String>();
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
      return ids;
    }
  }
}
