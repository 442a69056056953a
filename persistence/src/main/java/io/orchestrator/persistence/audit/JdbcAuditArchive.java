package io.orchestrator.persistence.audit;

import io.orchestrator.domain.audit.AuditCheckpoint;
import io.orchestrator.domain.audit.AuditEntry;
import io.orchestrator.domain.audit.ChainCheck;
import io.orchestrator.domain.audit.ChainHash;
import io.orchestrator.domain.port.AuditArchive;
import io.orchestrator.domain.port.AuditSeal;
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

/** Reads the chain; pages, proofs and the check all go by its key. */
public final class JdbcAuditArchive implements AuditArchive {
  private static final String DOING = "Cannot read the audit chain";

  /** Rows that the check holds at a time. */
  private static final int STRIDE = 2_000;

  private final Database database;
  private final AuditSeal seal;
  private final LastCheckpoint last;

  /**
   * @param last what this node saw signed, outside of the database
   */
  public JdbcAuditArchive(Database database, AuditSeal seal, LastCheckpoint last) {
    this.database = database;
    this.seal = seal;
    this.last = last;
  }

  private interface Reading<T> {
    T from(Connection connection) throws SQLException;
  }

  private <T> T read(Reading<T> reading) {
    try (Connection connection = database.connection()) {
      return reading.from(connection);
    } catch (SQLException e) {
      throw DatabaseException.of(DOING, e);
    }
  }

  @Override
  public Page page(Query query) {
    SqlConditions where = new SqlConditions();
    query.afterSeq().ifPresent(seq -> where.add(query.ascending() ? "seq > ?" : "seq < ?", seq));
    query.kind().ifPresent(kind -> where.add("kind = ?", kind.name()));
    query.subject().ifPresent(subject -> where.add("subject = ?", subject));
    query.action().ifPresent(action -> where.add("action = ?", action));
    query.target().ifPresent(target -> where.add("target = ?", target));
    query.correlationId().ifPresent(id -> where.add("correlation_id = ?", id));
    query.from().ifPresent(from -> where.add("occurred_at >= ?", from));
    query.to().ifPresent(to -> where.add("occurred_at < ?", to));
    int limit = Math.min(query.limit(), MAX_LIMIT);
    String sql =
        "SELECT %s FROM audit_entry%s ORDER BY seq %s LIMIT %d"
            .formatted(AuditRows.ENTRY, where.sql(), query.ascending() ? "ASC" : "DESC", limit + 1);
    List<AuditEntry> found = read(connection -> entries(connection, sql, where));
    return found.size() <= limit
        ? new Page(found, Optional.empty())
        : new Page(List.copyOf(found.subList(0, limit)), Optional.of(found.get(limit - 1).seq()));
  }

  private static List<AuditEntry> entries(Connection connection, String sql, SqlConditions where)
      throws SQLException {
    List<AuditEntry> entries = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      where.bind(select);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          entries.add(AuditRows.entry(row));
        }
      }
    }
    return entries;
  }

  private static List<AuditEntry> after(Connection connection, long seq, int limit)
      throws SQLException {
    SqlConditions where = new SqlConditions();
    where.add("seq > ?", seq);
    return entries(
        connection,
        "SELECT %s FROM audit_entry%s ORDER BY seq LIMIT %d"
            .formatted(AuditRows.ENTRY, where.sql(), limit),
        where);
  }

  @Override
  public Optional<Proof> proof(long seq) {
    return read(
        connection -> {
          Optional<AuditCheckpoint> signed =
              checkpoints(connection, "WHERE seq >= " + seq + " ORDER BY seq LIMIT 1").stream()
                  .findFirst()
                  .or(() -> headAt(connection, seq));
          if (seq < 1 || signed.isEmpty()) {
            return Optional.empty();
          }
          // At most the distance of two checkpoints.
          int length = (int) Math.min(20_000, signed.get().seq() - seq + 1);
          List<AuditEntry> entries = after(connection, seq - 1, length);
          if (entries.isEmpty() || entries.getFirst().seq() != seq) {
            return Optional.empty();
          }
          return Optional.of(proof(entries, signed.get()));
        });
  }

  private Proof proof(List<AuditEntry> entries, AuditCheckpoint signed) {
    List<String> contents =
        entries.stream().map(e -> ChainHash.content(e.seq(), e.content())).toList();
    return new Proof(
        entries.getFirst(),
        contents.getFirst(),
        contents.subList(1, contents.size()),
        signed,
        seal.publicKey(signed.keyId()));
  }

  /** Whether the stored chain is still the one that was signed. */
  boolean holds(AuditCheckpoint signed) {
    return read(connection -> after(connection, signed.seq() - 1, 1)).stream()
        .anyMatch(e -> e.seq() == signed.seq() && e.hash().equals(signed.hash()));
  }

  private static Optional<AuditCheckpoint> headAt(Connection connection, long seq) {
    try {
      return head(connection).filter(head -> head.seq() >= seq);
    } catch (SQLException e) {
      throw DatabaseException.of(DOING, e);
    }
  }

  private static Optional<AuditCheckpoint> head(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT " + AuditRows.CHECKPOINT + " FROM audit_head WHERE id = 1 AND seq > 0")) {
      return row.next() ? Optional.of(AuditRows.checkpoint(row)) : Optional.empty();
    }
  }

  private static List<AuditCheckpoint> checkpoints(Connection connection, String rest)
      throws SQLException {
    List<AuditCheckpoint> checkpoints = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT " + AuditRows.CHECKPOINT + " FROM audit_checkpoint " + rest)) {
      while (row.next()) {
        checkpoints.add(AuditRows.checkpoint(row));
      }
    }
    return checkpoints;
  }

  /** One reading of the signatures first: what is appended meanwhile is left for the next check. */
  @Override
  public ChainCheck.Verdict verify() {
    return read(
        connection -> {
          Optional<AuditCheckpoint> head = head(connection);
          long end = head.map(AuditCheckpoint::seq).orElse(Long.MAX_VALUE);
          List<AuditCheckpoint> signed =
              new ArrayList<>(checkpoints(connection, "WHERE seq <= " + end + " ORDER BY seq"));
          signed.addAll(checkpoints(connection, beyond(head)));
          head.ifPresent(signed::add);
          last.read().ifPresent(signed::add);
          ChainCheck check = new ChainCheck(seal, signed);
          long seq = 0;
          boolean going = true;
          while (going) {
            List<AuditEntry> stride;
            try {
              stride = after(connection, seq, STRIDE);
            } catch (AuditRows.TamperedRow e) {
              return new ChainCheck.Verdict(
                  seq, 0, Optional.of(new ChainCheck.Break(e.seq(), e.getMessage())));
            }
            for (AuditEntry entry : stride) {
              seq = entry.seq();
              if (grown(connection, entry, head) || !check.accept(entry)) {
                return check.end(head);
              }
            }
            going = !stride.isEmpty();
          }
          return check.end(head);
        });
  }

  private static String beyond(Optional<AuditCheckpoint> head) {
    return head.map(h -> "WHERE seq > " + h.seq() + " ORDER BY seq").orElse("WHERE 1 = 0");
  }

  /** Behind the end that was read, and a newer end vouches for it: appended while we read. */
  private static boolean grown(
      Connection connection, AuditEntry entry, Optional<AuditCheckpoint> head) throws SQLException {
    if (head.isEmpty() || entry.seq() <= head.get().seq()) {
      return false;
    }
    return head(connection).map(now -> now.seq() >= entry.seq()).orElse(false);
  }
}
