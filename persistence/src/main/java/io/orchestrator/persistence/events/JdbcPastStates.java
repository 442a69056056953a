package io.orchestrator.persistence.events;

import io.orchestrator.domain.audit.PastState;
import io.orchestrator.domain.port.PastStates;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.SqlConditions;
import io.orchestrator.persistence.Transactions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Optional;

/** Reads {@code system_event} from the beginning, only the types that matter, a part at a time. */
public final class JdbcPastStates implements PastStates {
  private static final int FETCH = 1_000;
  private final Database database;

  public JdbcPastStates(Database database) {
    this.database = database;
  }

  @Override
  public Optional<PastState.View> at(long seq) {
    SqlConditions where = new SqlConditions();
    where.add("seq <= ?", seq);
    where.addIn("event_type", PastState.TYPES);
    // PostgreSQL reads in parts only within a transaction.
    return Transactions.call(
        database,
        "Cannot read the event history",
        connection -> {
          try (Statement newest = connection.createStatement();
              ResultSet row =
                  newest.executeQuery("SELECT COALESCE(MAX(seq), 0) FROM system_event")) {
            row.next();
            if (seq < 0 || seq > row.getLong(1)) {
              return Optional.empty();
            }
          }
          PastState state = new PastState();
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT "
                      + EventRows.COLUMNS
                      + " FROM system_event"
                      + where.sql()
                      + " ORDER BY seq")) {
            select.setFetchSize(FETCH);
            where.bind(select);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                state.accept(EventRows.read(row));
              }
            }
          }
          return Optional.of(state.view());
        });
  }
}
