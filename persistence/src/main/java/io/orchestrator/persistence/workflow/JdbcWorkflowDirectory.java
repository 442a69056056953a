package io.orchestrator.persistence.workflow;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.port.WorkflowDirectory;
import io.orchestrator.domain.workflow.RunQuery;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.GroupedCalls;
import io.orchestrator.persistence.SqlConditions;
import io.orchestrator.persistence.SqlTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Table {@code workflow_run}. Its two unique columns decide between callers of the same moment: one
 * insert succeeds, the others read what it wrote.
 */
public final class JdbcWorkflowDirectory implements WorkflowDirectory {
  /** Longest idempotency key. */
  public static final int MAX_KEY_LENGTH = 200;

  /** Most open runs that are woken; the engine admits far fewer. */
  private static final int MAX_OPEN_RUNS = 200_000;

  private static final String COLUMNS =
      "workflow_id, workflow, state, requested_by, started_at, ended_at, request_hash";

  private static final int MOST_AT_ONCE = 200;
  private static final int MOST_WAITING = 10_000;

  private final Database database;
  private final GroupedCalls<RunRows.NewRun, Boolean> inserts;
  private final GroupedCalls<RunRows.Change, Boolean> updates;

  public JdbcWorkflowDirectory(Database database) {
    this.database = database;
    var rows = new RunRows(database);
    // One at a time each: two groups could wait for each other's rows.
    this.inserts = new GroupedCalls<>("run-begins", 1, MOST_AT_ONCE, MOST_WAITING, rows::insert);
    this.updates = new GroupedCalls<>("run-changes", 1, MOST_AT_ONCE, MOST_WAITING, rows::update);
  }

  /**
   * @throws io.orchestrator.domain.common.RefusedException {@code workflow.bad_idempotency_key}
   */
  @Override
  public Entry open(
      WorkflowSummary summary,
      Optional<String> idempotencyKey,
      String requestHash,
      List<String> symbols) {
    idempotencyKey.ifPresent(JdbcWorkflowDirectory::requireGoodKey);
    String doing = "Cannot open workflow " + summary.workflowId();
    var row = new RunRows.NewRun(summary, idempotencyKey, requestHash, symbols);
    if (await(inserts.call(row), doing)) {
      return new Entry(summary, true, requestHash);
    }
    try (Connection connection = database.connection()) {
      return earlier(connection, summary.workflowId(), idempotencyKey);
    } catch (SQLException e) {
      throw DatabaseException.of(doing, e);
    }
  }

  private static <T> T await(CompletableFuture<T> answer, String doing) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof SQLException s ? DatabaseException.of(doing, s) : e;
    }
  }

  private static void requireGoodKey(String key) {
    boolean printable = key.chars().allMatch(c -> c > ' ' && c < 127);
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH || !printable) {
      throw new Refusal(
              "workflow.bad_idempotency_key",
              400,
              "The idempotency key must be 1 to 200 printable ASCII characters without spaces.",
              "Use a UUID.")
          .asException();
    }
  }

  private static Entry earlier(Connection connection, String workflowId, Optional<String> key)
      throws SQLException {
    List<Entry> rows =
        entries(connection, "idempotency_key = ? OR workflow_id = ?", key.orElse(null), workflowId);
    if (rows.size() != 1) {
      throw new IllegalStateException(
          rows.isEmpty()
              ? "workflow " + workflowId + " is neither new nor there"
              : "workflow " + workflowId + " and its idempotency key belong to different runs");
    }
    return rows.getFirst();
  }

  @Override
  public Optional<Entry> findByKey(String idempotencyKey) {
    requireGoodKey(idempotencyKey);
    try (Connection connection = database.connection()) {
      return entries(connection, "idempotency_key = ?", idempotencyKey).stream().findFirst();
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read the directory of workflows", e);
    }
  }

  private static List<Entry> entries(Connection connection, String condition, String... values)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT " + COLUMNS + " FROM workflow_run WHERE " + condition)) {
      for (int i = 0; i < values.length; i++) {
        select.setString(i + 1, values[i]);
      }
      try (ResultSet rows = select.executeQuery()) {
        List<Entry> entries = new ArrayList<>();
        while (rows.next()) {
          entries.add(new Entry(summary(rows), false, rows.getString("request_hash")));
        }
        return entries;
      }
    }
  }

  @Override
  public void update(String workflowId, RunState state, Optional<Instant> endedAt) {
    var change = new RunRows.Change(workflowId, state, endedAt);
    if (!await(updates.call(change), "Cannot update workflow " + workflowId)) {
      throw new IllegalStateException("workflow " + workflowId + " has no row to update");
    }
  }

  @Override
  public void reopen(String workflowId) {
    String sql =
        "UPDATE workflow_run SET state = ?, open = ?, ended_at = NULL, archived = FALSE WHERE workflow_id"
            + " = ?"
            + " AND state = ?";
    try (Connection connection = database.connection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, RunState.RUNNING.name());
      update.setBoolean(2, true);
      update.setString(3, workflowId);
      update.setString(4, RunState.FAILED.name());
      if (update.executeUpdate() == 0) {
        throw new Refusal(
                "workflow.not_closed",
                409,
                "the end of " + workflowId + " is still being written",
                "Try again in a moment.")
            .asException();
      }
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot reopen workflow " + workflowId, e);
    }
  }

  @Override
  public int countOpen(WorkflowType type) {
    try (Connection connection = database.connection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT COUNT(*) FROM workflow_run WHERE workflow = ? AND open")) {
      select.setString(1, type.name());
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read the directory of workflows", e);
    }
  }

  @Override
  public List<WorkflowSummary> openRuns() {
    SqlConditions where = new SqlConditions();
    where.add("open = ?", true);
    return select(where, "ORDER BY started_at, workflow_id", MAX_OPEN_RUNS);
  }

  @Override
  public List<WorkflowSummary> list(RunQuery query) {
    int limit = query.limit();
    if (limit < 1 || limit > RunQuery.MAX_LIMIT) {
      throw new IllegalArgumentException(
          "limit must be 1.." + RunQuery.MAX_LIMIT + ", was " + limit);
    }
    SqlConditions where = new SqlConditions();
    query.state().ifPresent(s -> where.add("state = ?", s.name()));
    query.type().ifPresent(t -> where.add("workflow = ?", t.name()));
    query.from().ifPresent(f -> where.add("started_at >= ?", f));
    query.to().ifPresent(t -> where.add("started_at < ?", t));
    // A name may hold no comma; LIKE's own signs do not occur in names that a schema lets through.
    query.symbol().ifPresent(s -> where.add("symbols LIKE ?", "%," + s + ",%"));
    query
        .after()
        .ifPresent(
            id ->
                where.add(
                    "(started_at, workflow_id) <"
                        + " (SELECT started_at, workflow_id FROM workflow_run"
                        + " WHERE workflow_id = ?)",
                    id));
    return select(where, "ORDER BY started_at DESC, workflow_id DESC", limit);
  }

  private List<WorkflowSummary> select(SqlConditions where, String order, int limit) {
    String sql =
        "SELECT %s FROM workflow_run%s %s LIMIT %d".formatted(COLUMNS, where.sql(), order, limit);
    try (Connection connection = database.connection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      where.bind(select);
      try (ResultSet rows = select.executeQuery()) {
        List<WorkflowSummary> runs = new ArrayList<>();
        while (rows.next()) {
          runs.add(summary(rows));
        }
        return List.copyOf(runs);
      }
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read the directory of workflows", e);
    }
  }

  private static WorkflowSummary summary(ResultSet row) throws SQLException {
    return new WorkflowSummary(
        row.getString("workflow_id"),
        WorkflowType.valueOf(row.getString("workflow")),
        RunState.valueOf(row.getString("state")),
        row.getString("requested_by"),
        SqlTime.get(row, "started_at").orElseThrow(),
        SqlTime.get(row, "ended_at"));
  }
}
