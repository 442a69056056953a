package io.orchestrator.persistence.audit;

import io.orchestrator.domain.audit.AuditCheckpoint;
import io.orchestrator.domain.audit.AuditDraft;
import io.orchestrator.domain.audit.AuditEntry;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.port.AuditSeal;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.SqlTime;
import io.orchestrator.persistence.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Appends to the chain. Every append holds the lock of the one row of {@code audit_head}, so that
 * nodes take turns; a draft whose id is in the chain already is left out, and the position in the
 * event log moves in the same transaction: once each, whoever writes and however often. Every
 * append signs the new end.
 */
final class JdbcAuditChain {
  /** Drafts, or events, in one transaction. */
  static final int MAX_BATCH = 500;

  private static final String DOING = "Cannot write the audit chain";

  private final Database database;
  private final AuditSeal seal;
  private final AuditSettings settings;
  private final InstantSource clock;

  private record Head(long seq, String hash, long eventSeq) {}

  /**
   * @param kept a checkpoint that was kept with this append
   * @param more there are more events to take
   */
  record Appended(int entries, Optional<AuditCheckpoint> kept, boolean more) {}

  JdbcAuditChain(Database database, AuditSeal seal, AuditSettings settings, InstantSource clock) {
    this.database = database;
    this.seal = seal;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * @throws DatabaseException nothing was written, or everything was and the answer was lost: say
   *     it again
   */
  Appended append(List<AuditDraft> drafts) {
    return Transactions.call(
        database,
        DOING,
        connection -> {
          Head head = lock(connection);
          Set<String> present = present(connection, drafts);
          List<AuditDraft> fresh = new ArrayList<>();
          for (AuditDraft draft : drafts) {
            if (present.add(draft.id())) {
              fresh.add(draft);
            }
          }
          return write(connection, head, fresh, head.eventSeq(), false);
        });
  }

  /** Takes the next system events from their table. */
  Appended appendEvents() {
    return Transactions.call(
        database,
        DOING,
        connection -> {
          Head head = lock(connection);
          List<AuditDraft> drafts = new ArrayList<>();
          long last = head.eventSeq();
          int read = 0;
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT seq, occurred_at, event_type, source, data, correlation_id FROM"
                      + " system_event WHERE seq > ? ORDER BY seq LIMIT "
                      + MAX_BATCH)) {
            select.setLong(1, head.eventSeq());
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                read++;
                last = row.getLong("seq");
                if (AuditedEvents.audited(row.getString("event_type"))) {
                  drafts.add(draft(connection, row, drafts));
                }
              }
            }
          }
          return write(connection, head, drafts, last, read == MAX_BATCH);
        });
  }

  /** Last system event that the chain has taken. */
  long eventSeq() {
    return Transactions.call(
        database,
        "Cannot read the audit chain",
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT event_seq FROM audit_head")) {
            return row.next() ? row.getLong(1) : 0L;
          }
        });
  }

  private static AuditDraft draft(Connection connection, ResultSet row, List<AuditDraft> earlier)
      throws SQLException {
    String type = row.getString("event_type");
    String limits =
        type.equals(EventTypes.RISK_LIMITS_CHANGED) ? earlierLimits(connection, earlier) : "";
    return AuditedEvents.draft(
        row.getLong("seq"),
        SqlTime.get(row, "occurred_at").orElseThrow(),
        type,
        row.getString("source"),
        row.getString("data"),
        row.getString("correlation_id"),
        limits);
  }

  private static String earlierLimits(Connection connection, List<AuditDraft> earlier)
      throws SQLException {
    for (AuditDraft draft : earlier.reversed()) {
      if (draft.action().equals(EventTypes.RISK_LIMITS_CHANGED)) {
        return draft.after();
      }
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT after_value FROM audit_entry WHERE action = ? ORDER BY seq DESC LIMIT 1")) {
      select.setString(1, EventTypes.RISK_LIMITS_CHANGED);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }

  private static Head lock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT seq, hash, event_seq FROM audit_head WHERE id = 1 FOR UPDATE")) {
      if (!row.next()) {
        // Never made anew by itself: a chain that begins again would hide the one before.
        throw new SQLException(
            "the row of audit_head is gone; run 'orchestrator audit verify'", "02000");
      }
      return new Head(row.getLong(1), row.getString(2), row.getLong(3));
    }
  }

  private static Set<String> present(Connection connection, List<AuditDraft> drafts)
      throws SQLException {
    Set<String> present = new HashSet<>();
    if (drafts.isEmpty()) {
      return present;
    }
    String marks = String.join(",", Collections.nCopies(drafts.size(), "?"));
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT entry_id FROM audit_entry WHERE entry_id IN (" + marks + ")")) {
      for (int i = 0; i < drafts.size(); i++) {
        select.setString(i + 1, drafts.get(i).id());
      }
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          present.add(row.getString(1));
        }
      }
    }
    return present;
  }

  private Appended write(
      Connection connection, Head head, List<AuditDraft> drafts, long eventSeq, boolean more)
      throws SQLException {
    if (drafts.isEmpty() && eventSeq == head.eventSeq()) {
      return new Appended(0, Optional.empty(), more);
    }
    long seq = head.seq();
    String hash = head.hash();
    if (!drafts.isEmpty()) {
      try (PreparedStatement insert = connection.prepareStatement(AuditRows.INSERT_ENTRY)) {
        for (AuditDraft draft : drafts) {
          AuditEntry entry = AuditEntry.after(seq, hash, draft);
          AuditRows.bind(insert, entry);
          insert.addBatch();
          seq = entry.seq();
          hash = entry.hash();
        }
        insert.executeBatch();
      }
    }
    AuditCheckpoint end = AuditCheckpoint.of(seq, hash, clock.instant(), seal);
    moveHead(connection, end, eventSeq);
    return new Appended(drafts.size(), keep(connection, end, drafts.isEmpty()), more);
  }

  private static void moveHead(Connection connection, AuditCheckpoint end, long eventSeq)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE audit_head SET seq = ?, hash = ?, signed_at = ?, key_id = ?, signature = ?,"
                + " event_seq = ? WHERE id = 1")) {
      AuditRows.bind(update, end);
      update.setLong(6, eventSeq);
      update.executeUpdate();
    }
  }

  private Optional<AuditCheckpoint> keep(
      Connection connection, AuditCheckpoint end, boolean nothingNew) throws SQLException {
    if (nothingNew) {
      return Optional.empty();
    }
    long lastKept = 0;
    Instant lastAt = Instant.EPOCH;
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT seq, signed_at FROM audit_checkpoint ORDER BY seq DESC LIMIT 1")) {
      if (row.next()) {
        lastKept = row.getLong("seq");
        lastAt = SqlTime.get(row, "signed_at").orElse(Instant.EPOCH);
      }
    }
    boolean due =
        end.seq() - lastKept >= settings.checkpointEvery()
            || !end.at().isBefore(lastAt.plus(settings.checkpointInterval()));
    if (!due) {
      return Optional.empty();
    }
    try (PreparedStatement insert = connection.prepareStatement(AuditRows.INSERT_CHECKPOINT)) {
      AuditRows.bind(insert, end);
      insert.executeUpdate();
    }
    return Optional.of(end);
  }
}
