package io.orchestrator.persistence.events;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventPage;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.domain.port.EventHistory;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.SqlConditions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pages through {@code system_event} by its key, so that a deep page costs what the first does.
 * Timestamps have microseconds.
 */
public final class JdbcEventHistory implements EventHistory {
  /** Types plus sources in one filter. */
  public static final int MAX_NAMES = 200;

  private final Database database;

  public JdbcEventHistory(Database database) {
    this.database = database;
  }

  /**
   * @throws DatabaseException if the database does not answer
   */
  @Override
  public EventPage page(EventQuery query) {
    EventFilter filter = query.filter();
    if (filter.types().size() + filter.sources().size() > MAX_NAMES) {
      throw new Refusal(
              "events.filter_too_large",
              400,
              "A filter may name at most " + MAX_NAMES + " types and sources.",
              "Name fewer, or none for all.")
          .asException();
    }
    SqlConditions where = conditions(query);
    String order = query.ascending() ? " ORDER BY seq ASC" : " ORDER BY seq DESC";
    String sql =
        "SELECT %s FROM system_event%s%s LIMIT %d"
            .formatted(EventRows.COLUMNS, where.sql(), order, query.limit() + 1);
    try (Connection connection = database.connection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      where.bind(statement);
      try (ResultSet rows = statement.executeQuery()) {
        return page(rows, query.limit());
      }
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read the event history", e);
    }
  }

  private static EventPage page(ResultSet rows, int limit) throws SQLException {
    List<SystemEvent> events = new ArrayList<>();
    while (rows.next()) {
      if (events.size() == limit) {
        return new EventPage(List.copyOf(events), Optional.of(events.getLast().seq()));
      }
      events.add(EventRows.read(rows));
    }
    return new EventPage(List.copyOf(events), Optional.empty());
  }

  @Override
  public long lastSeq() {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COALESCE(MAX(seq), 0) FROM system_event")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read the event history", e);
    }
  }

  private static SqlConditions conditions(EventQuery query) {
    EventFilter filter = query.filter();
    SqlConditions where = new SqlConditions();
    query.afterSeq().ifPresent(seq -> where.add(query.ascending() ? "seq > ?" : "seq < ?", seq));
    where.addIn("event_type", filter.types());
    where.addIn("source", filter.sources());
    filter.minimumSeverity().ifPresent(m -> where.add("severity_level >= ?", m.ordinal()));
    filter.from().ifPresent(from -> where.add("occurred_at >= ?", from));
    filter.to().ifPresent(to -> where.add("occurred_at < ?", to));
    filter.correlationId().ifPresent(id -> where.add("correlation_id = ?", id));
    return where;
  }
}
