package io.orchestrator.persistence.audit;

import io.orchestrator.domain.audit.AuditCheckpoint;
import io.orchestrator.domain.audit.AuditDraft;
import io.orchestrator.domain.audit.AuditEntry;
import io.orchestrator.domain.audit.AuditKind;
import io.orchestrator.persistence.SqlTime;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Between the chain and its tables. */
final class AuditRows {
  static final String ENTRY =
      "seq, entry_id, occurred_at, kind, action, subject, address, node, target, before_value,"
          + " after_value, outcome, correlation_id, previous_hash, hash";
  static final String INSERT_ENTRY =
      "INSERT INTO audit_entry ("
          + ENTRY
          + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  static final String CHECKPOINT = "seq, hash, signed_at, key_id, signature";
  static final String INSERT_CHECKPOINT =
      "INSERT INTO audit_checkpoint (" + CHECKPOINT + ") VALUES (?, ?, ?, ?, ?)";

  private AuditRows() {}

  static void bind(PreparedStatement insert, AuditEntry entry) throws SQLException {
    AuditDraft c = entry.content();
    insert.setLong(1, entry.seq());
    insert.setString(2, c.id());
    SqlTime.set(insert, 3, c.at());
    insert.setString(4, c.kind().name());
    insert.setString(5, c.action());
    insert.setString(6, c.subject());
    insert.setString(7, c.address());
    insert.setString(8, c.node());
    insert.setString(9, c.target());
    insert.setString(10, c.before());
    insert.setString(11, c.after());
    insert.setString(12, c.outcome());
    insert.setString(13, c.correlationId());
    insert.setString(14, entry.previousHash());
    insert.setString(15, entry.hash());
  }

  /**
   * @throws TamperedRow if the row cannot have been written by this program
   */
  static AuditEntry entry(ResultSet row) throws SQLException {
    long seq = row.getLong("seq");
    AuditDraft content;
    try {
      content =
          new AuditDraft(
              row.getString("entry_id"),
              SqlTime.get(row, "occurred_at").orElseThrow(),
              AuditKind.valueOf(row.getString("kind")),
              row.getString("action"),
              row.getString("subject"),
              row.getString("address"),
              row.getString("node"),
              row.getString("target"),
              row.getString("before_value"),
              row.getString("after_value"),
              row.getString("outcome"),
              row.getString("correlation_id"));
    } catch (IllegalArgumentException e) {
      throw new TamperedRow(seq, e);
    }
    return new AuditEntry(seq, content, row.getString("previous_hash"), row.getString("hash"));
  }

  static void bind(PreparedStatement insert, AuditCheckpoint checkpoint) throws SQLException {
    insert.setLong(1, checkpoint.seq());
    insert.setString(2, checkpoint.hash());
    SqlTime.set(insert, 3, checkpoint.at());
    insert.setString(4, checkpoint.keyId());
    insert.setString(5, checkpoint.signature());
  }

  static AuditCheckpoint checkpoint(ResultSet row) throws SQLException {
    return new AuditCheckpoint(
        row.getLong("seq"),
        row.getString("hash"),
        SqlTime.get(row, "signed_at").orElse(Instant.EPOCH),
        row.getString("key_id"),
        row.getString("signature"));
  }

  /** A row that does not read as an entry. */
  static final class TamperedRow extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long seq;

    TamperedRow(long seq, Throwable cause) {
      super("row " + seq + " of audit_entry is no entry", cause);
      this.seq = seq;
    }

    long seq() {
      return seq;
    }
  }
}
