package io.orchestrator.persistence.archive;

import io.orchestrator.persistence.SqlTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Journals of ended workflows and orders, one compressed row each in {@code history_archive}
 * instead of many in {@code event_journal}. Whoever reads the journal finds them behind it ({@link
 * ArchivedMessages}), so that nobody else knows where a history is. What comes later, because a run
 * is tried again or a fee is late, stands in the journal and may follow into the archive.
 */
public final class HistoryArchive {
  static final String WORKFLOW = "Workflow|";
  static final String ORDER = "order-";

  /** A longer history stays where it is. */
  private static final long MAX_BYTES = 64L << 20;

  private HistoryArchive() {}

  /** Whether the journal of that name may be in the archive. */
  static boolean mayHold(String persistenceId) {
    return persistenceId.startsWith(WORKFLOW) || persistenceId.startsWith(ORDER);
  }

  /** What became of a journal. */
  enum Moved {
    /** All its rows are in the archive now. */
    YES,
    /** It had none. */
    NOTHING_THERE,
    TOO_LARGE
  }

  private record Earlier(long lastSeq, List<ArchivedEvent> events) {}

  /**
   * Moves the journal's rows, in the caller's transaction.
   *
   * @throws SQLException also when somebody else moved the same rows meanwhile: roll back
   * @throws IllegalStateException if the rows are not a whole history: nothing may be moved
   */
  static Moved move(Connection connection, String persistenceId, Instant now) throws SQLException {
    List<ArchivedEvent> rows = journal(connection, persistenceId);
    if (rows.isEmpty()) {
      return Moved.NOTHING_THERE;
    }
    if (rows.stream().mapToLong(r -> r.payload().length).sum() > MAX_BYTES) {
      return Moved.TOO_LARGE;
    }
    Optional<Earlier> earlier = earlier(connection, persistenceId);
    var all = new ArrayList<ArchivedEvent>();
    earlier.ifPresent(e -> all.addAll(e.events()));
    all.addAll(rows);
    requireWhole(persistenceId, all);
    byte[] packed = PackedHistory.pack(all);
    if (!same(all, PackedHistory.unpack(packed))) {
      throw new IllegalStateException(persistenceId + " does not read back as it was packed");
    }
    write(connection, persistenceId, earlier, all, packed, now);
    long last = all.getLast().sequenceNumber();
    if (deleted(connection, persistenceId, last) != rows.size()) {
      throw new SQLException(persistenceId + " changed while it was archived", "40001");
    }
    return Moved.YES;
  }

  private static void requireWhole(String persistenceId, List<ArchivedEvent> all) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).sequenceNumber() != i + 1) {
        throw new IllegalStateException(
            "%s has number %d where %d should be"
                .formatted(persistenceId, all.get(i).sequenceNumber(), i + 1));
      }
    }
  }

  private static boolean same(List<ArchivedEvent> a, List<ArchivedEvent> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      ArchivedEvent x = a.get(i);
      ArchivedEvent y = b.get(i);
      if (!x.withoutPayload().equals(y.withoutPayload())
          || !Arrays.equals(x.payload(), y.payload())) {
        return false;
      }
    }
    return true;
  }

  private static List<ArchivedEvent> journal(Connection connection, String persistenceId)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT ordering, sequence_number, writer, write_timestamp, adapter_manifest,"
                + " event_ser_id, event_ser_manifest, event_payload FROM event_journal"
                + " WHERE persistence_id = ? ORDER BY sequence_number")) {
      select.setString(1, persistenceId);
      var rows = new ArrayList<ArchivedEvent>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          rows.add(
              new ArchivedEvent(
                  row.getLong(1),
                  row.getLong(2),
                  row.getString(3),
                  row.getLong(4),
                  Optional.ofNullable(row.getString(5)).orElse(""),
                  row.getInt(6),
                  row.getString(7),
                  row.getBytes(8)));
        }
      }
      return rows;
    }
  }

  private static Optional<Earlier> earlier(Connection connection, String persistenceId)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT last_seq, history FROM history_archive WHERE persistence_id = ?")) {
      select.setString(1, persistenceId);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new Earlier(row.getLong(1), PackedHistory.unpack(row.getBytes(2))))
            : Optional.empty();
      }
    }
  }

  private static void write(
      Connection connection,
      String persistenceId,
      Optional<Earlier> earlier,
      List<ArchivedEvent> all,
      byte[] packed,
      Instant now)
      throws SQLException {
    String sql =
        earlier.isPresent()
            ? "UPDATE history_archive SET last_seq = ?, archived_at = ?, history = ?"
                + " WHERE persistence_id = ? AND last_seq = "
                + earlier.get().lastSeq()
            : "INSERT INTO history_archive (last_seq, archived_at, history, persistence_id)"
                + " VALUES (?, ?, ?, ?)";
    try (PreparedStatement write = connection.prepareStatement(sql)) {
      write.setLong(1, all.getLast().sequenceNumber());
      SqlTime.set(write, 2, now);
      write.setBytes(3, packed);
      write.setString(4, persistenceId);
      if (write.executeUpdate() != 1) {
        throw new SQLException(persistenceId + " is archived by another node", "40001");
      }
    }
  }

  private static int deleted(Connection connection, String persistenceId, long upTo)
      throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM event_journal WHERE persistence_id = ? AND sequence_number <= ?")) {
      delete.setString(1, persistenceId);
      delete.setLong(2, upTo);
      return delete.executeUpdate();
    }
  }

  /** All of it, oldest first; empty if it is not there. */
  static List<ArchivedEvent> read(Connection connection, String persistenceId) throws SQLException {
    return earlier(connection, persistenceId).map(Earlier::events).orElse(List.of());
  }
}
