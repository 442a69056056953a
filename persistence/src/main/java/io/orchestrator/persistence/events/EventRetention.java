package io.orchestrator.persistence.events;

import io.orchestrator.domain.audit.PastState;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.Rounds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes old events out of {@code system_event}. Never those that tell orders, positions and limits
 * ({@link PastState#TYPES}), never one that the audit chain has not taken, never the newest: the
 * projection goes on behind it. Several nodes may do it; each deletes what it finds.
 */
public final class EventRetention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventRetention.class);

  /** Rows in one transaction: short enough that nobody waits for it. */
  private static final int BATCH = 2_000;

  private final Database database;
  private final EventRetentionSettings settings;
  private final InstantSource clock;
  private final Rounds rounds;

  private EventRetention(Database database, EventRetentionSettings settings, InstantSource clock) {
    this.database = database;
    this.settings = settings;
    this.clock = clock;
    this.rounds =
        new Rounds("event-retention", "old events stay for now", settings.lookEvery(), this::round);
  }

  /** Runs until it is closed; does nothing if everything is kept for ever. */
  public static EventRetention start(
      Database database, EventRetentionSettings settings, InstantSource clock) {
    EventRetention retention = new EventRetention(database, settings, clock);
    if (!settings.forEver()) {
      retention.rounds.start();
    }
    return retention;
  }

  private void round() {
    long removed = removeOld(database, settings, clock.instant());
    if (removed > 0) {
      LOG.info("{} events were older than they are kept", removed);
    }
  }

  /**
   * One round.
   *
   * @return how many were removed
   */
  static long removeOld(Database database, EventRetentionSettings settings, Instant now) {
    long removed = 0;
    for (Severity severity : Severity.values()) {
      Duration kept = settings.of(severity);
      if (!kept.isZero()) {
        int batch = BATCH;
        while (batch == BATCH) {
          batch = remove(database, severity, now.minus(kept));
          removed += batch;
        }
      }
    }
    return removed;
  }

  private static int remove(Database database, Severity severity, Instant before) {
    String marks = String.join(",", Collections.nCopies(PastState.TYPES.size(), "?"));
    try (Connection connection = database.connection();
        PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM system_event WHERE seq IN (SELECT seq FROM system_event WHERE"
                    + " severity_level = ? AND occurred_at < ? AND seq < ? AND event_type NOT IN ("
                    + marks
                    + ") ORDER BY seq LIMIT "
                    + BATCH
                    + ")")) {
      delete.setInt(1, severity.ordinal());
      io.orchestrator.persistence.SqlTime.set(delete, 2, before);
      delete.setLong(3, bound(connection));
      int i = 4;
      for (String type : PastState.TYPES) {
        delete.setString(i++, type);
      }
      return delete.executeUpdate();
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot remove old events", e);
    }
  }

  /** What is behind it must stay. */
  private static long bound(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT COALESCE(MAX(seq), 0), (SELECT MAX(event_seq) FROM audit_head) FROM"
                    + " system_event")) {
      row.next();
      return Math.min(row.getLong(1), row.getLong(2) + 1);
    }
  }

  @Override
  public void close() {
    rounds.close();
  }
}
