package io.orchestrator.persistence.journal;

import io.orchestrator.persistence.SqlArrays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What many actors ask of {@code event_journal} at once. */
sealed interface JournalStatements {
  String COLUMNS =
      "INSERT INTO event_journal (deleted, persistence_id, sequence_number, writer,"
          + " write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest, event_payload) ";

  static JournalStatements of(boolean postgres) {
    return postgres ? new Postgres() : new H2();
  }

  void insert(Connection connection, List<JournalRow> rows) throws SQLException;

  /** Newest number of each, in the journal or the archive, 0 if it has none. */
  List<Long> newest(Connection connection, List<String> persistenceIds) throws SQLException;

  /** Columns as arrays: one statement, planned once, whatever the number of rows. */
  record Postgres() implements JournalStatements {
    private static final String INSERT =
        COLUMNS + "SELECT FALSE, r.* FROM unnest(?, ?, ?, ?, ?, ?, ?, ?) AS r";

    private static final String NEWEST =
        "SELECT GREATEST("
            + "(SELECT MAX(sequence_number) FROM event_journal j WHERE j.persistence_id = p.id),"
            + " (SELECT last_seq FROM history_archive a WHERE a.persistence_id = p.id))"
            + " FROM unnest(?) WITH ORDINALITY AS p (id, n) ORDER BY p.n";

    @Override
    public void insert(Connection connection, List<JournalRow> rows) throws SQLException {
      try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
        SqlArrays.column(insert, 1, "varchar", rows, JournalRow::persistenceId, String[]::new);
        SqlArrays.column(insert, 2, "int8", rows, JournalRow::sequenceNumber, Long[]::new);
        SqlArrays.column(insert, 3, "varchar", rows, JournalRow::writer, String[]::new);
        SqlArrays.column(insert, 4, "int8", rows, JournalRow::timestamp, Long[]::new);
        SqlArrays.column(insert, 5, "varchar", rows, JournalRow::adapter, String[]::new);
        SqlArrays.column(insert, 6, "int4", rows, JournalRow::serializerId, Integer[]::new);
        SqlArrays.column(insert, 7, "varchar", rows, JournalRow::manifest, String[]::new);
        SqlArrays.column(insert, 8, "bytea", rows, JournalRow::payload, byte[][]::new);
        insert.executeUpdate();
      }
    }

    @Override
    public List<Long> newest(Connection connection, List<String> persistenceIds)
        throws SQLException {
      try (PreparedStatement select = connection.prepareStatement(NEWEST)) {
        select.setArray(1, connection.createArrayOf("varchar", persistenceIds.toArray()));
        try (ResultSet rows = select.executeQuery()) {
          var numbers = new ArrayList<Long>(persistenceIds.size());
          while (rows.next()) {
            numbers.add(rows.getLong(1));
          }
          return numbers;
        }
      }
    }
  }

  /** An embedded database has no round trips to save. */
  record H2() implements JournalStatements {
    @Override
    public void insert(Connection connection, List<JournalRow> rows) throws SQLException {
      try (PreparedStatement insert =
          connection.prepareStatement(COLUMNS + "VALUES (FALSE, ?, ?, ?, ?, ?, ?, ?, ?)")) {
        for (JournalRow row : rows) {
          insert.setString(1, row.persistenceId());
          insert.setLong(2, row.sequenceNumber());
          insert.setString(3, row.writer());
          insert.setLong(4, row.timestamp());
          insert.setString(5, row.adapter());
          insert.setInt(6, row.serializerId());
          insert.setString(7, row.manifest());
          insert.setBytes(8, row.payload());
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }

    @Override
    public List<Long> newest(Connection connection, List<String> persistenceIds)
        throws SQLException {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT GREATEST(COALESCE((SELECT MAX(sequence_number) FROM event_journal"
                  + " WHERE persistence_id = ?), 0), COALESCE((SELECT last_seq FROM"
                  + " history_archive WHERE persistence_id = ?), 0))")) {
        var numbers = new ArrayList<Long>(persistenceIds.size());
        for (String id : persistenceIds) {
          select.setString(1, id);
          select.setString(2, id);
          try (ResultSet row = select.executeQuery()) {
            numbers.add(row.next() ? row.getLong(1) : 0L);
          }
        }
        return numbers;
      }
    }
  }
}
