package io.orchestrator.persistence.archive;

import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.SqlTime;
import io.orchestrator.persistence.Transactions;
import io.orchestrator.persistence.journal.JournalSerializer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Ended runs with histories, written as the program writes them, and where they are. */
final class Histories {
  static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
  static final Duration KEPT = Duration.ofDays(90);
  static final int EVENTS = 5;

  private Histories() {}

  static HistoryArchiving archiving(Database database, Instant now) {
    return new HistoryArchiving(
        database, new ArchiveSettings(KEPT, KEPT, Duration.ofHours(1)), InstantSource.fixed(now));
  }

  static void run(Connection connection, String id, boolean open, Instant endedAt)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO workflow_run (workflow_id, workflow, state, open, requested_by,"
                + " started_at, ended_at, request_hash) VALUES (?, 'ANALYSIS_TO_TRADE',"
                + " 'COMPLETED', ?, 'ann', ?, ?, 'x')")) {
      insert.setString(1, id);
      insert.setBoolean(2, open);
      SqlTime.set(insert, 3, endedAt.minusSeconds(60));
      SqlTime.set(insert, 4, endedAt);
      insert.executeUpdate();
    }
  }

  static void events(Connection connection, String persistenceId, int count) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO event_journal (deleted, persistence_id, sequence_number, writer,"
                + " write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest,"
                + " event_payload) VALUES (FALSE, ?, ?, 'w', 0, '', ?, 'ledger-added:1', ?)")) {
      for (int i = 1; i <= count; i++) {
        insert.setString(1, persistenceId);
        insert.setLong(2, i);
        insert.setInt(3, JournalSerializer.IDENTIFIER);
        insert.setBytes(
            4,
            ("{\"amount\":" + i + ",\"note\":\"\",\"at\":\"2026-01-05T15:00:00Z\"}")
                .getBytes(StandardCharsets.UTF_8));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Ended runs {@code wf-0…}, a minute after one another, the last as old as it must be. */
  static void ended(Database database, int count) {
    Transactions.run(
        database,
        "Cannot write histories",
        connection -> {
          for (int i = 0; i < count; i++) {
            run(connection, "wf-" + i, false, endOf(i, count));
            events(connection, "Workflow|wf-" + i, EVENTS);
          }
        });
  }

  static Instant endOf(int i, int count) {
    return NOW.minus(KEPT).minus(Duration.ofMinutes(count - i));
  }

  static long count(Database database, String sql, String... values) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        select.setString(i + 1, values[i]);
      }
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  static long inJournal(Database database, String persistenceId) throws SQLException {
    return count(
        database, "SELECT COUNT(*) FROM event_journal WHERE persistence_id = ?", persistenceId);
  }

  static List<Long> inArchive(Database database, String persistenceId) throws SQLException {
    try (Connection connection = database.connection()) {
      return HistoryArchive.read(connection, persistenceId).stream()
          .map(ArchivedEvent::sequenceNumber)
          .toList();
    }
  }
}
