package io.orchestrator.persistence.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.persistence.SqlArrays;
import io.orchestrator.persistence.SqlTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Between {@link SystemEvent} and a row of {@code system_event}. */
final class EventRows {
  static final String COLUMNS =
      "seq, occurred_at, event_type, source, severity, data, correlation_id";

  private static final String INSERT =
      "INSERT INTO system_event (seq, journal_seq, occurred_at, event_type, source, severity,"
          + " severity_level, correlation_id, data) ";
  private static final int MAX_NAME = 100;
  private static final int MAX_CORRELATION = 200;
  private static final TypeReference<Map<String, Object>> JSON_OBJECT = new TypeReference<>() {};
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(200).build())
                  .build())
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private EventRows() {}

  /**
   * An event for the table.
   *
   * @param journalSeq of the journal row that brought it
   */
  record Row(SystemEvent event, long journalSeq) {
    private long seq() {
      return event.seq();
    }

    private String type() {
      return fit(event.eventType(), MAX_NAME);
    }

    private String source() {
      return fit(event.source(), MAX_NAME);
    }

    private String severity() {
      return event.severity().name();
    }

    private int level() {
      return event.severity().ordinal();
    }

    private String correlation() {
      return fit(event.correlationId(), MAX_CORRELATION);
    }

    private String data() {
      try {
        return JSON.writeValueAsString(event.data());
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("data of event " + seq() + " is not JSON-like", e);
      }
    }
  }

  /** On PostgreSQL an event that is there stays as it is. */
  static void insert(Connection connection, boolean postgres, List<Row> rows) throws SQLException {
    if (postgres) {
      insertMany(connection, rows);
    } else {
      insertEach(connection, rows);
    }
  }

  private static void insertMany(Connection connection, List<Row> rows) throws SQLException {
    String sql =
        INSERT
            + "SELECT e.seq, e.journal_seq, e.at, e.type, e.source, e.severity, e.level,"
            + " e.correlation, CAST(e.data AS JSON) FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " AS e (seq, journal_seq, at, type, source, severity, level, correlation, data)"
            + " ON CONFLICT (seq) DO NOTHING";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      SqlArrays.column(insert, 1, "int8", rows, Row::seq, Long[]::new);
      SqlArrays.column(insert, 2, "int8", rows, Row::journalSeq, Long[]::new);
      SqlArrays.column(
          insert, 3, "timestamptz", rows, r -> SqlTime.text(r.event().timestamp()), String[]::new);
      SqlArrays.column(insert, 4, "varchar", rows, Row::type, String[]::new);
      SqlArrays.column(insert, 5, "varchar", rows, Row::source, String[]::new);
      SqlArrays.column(insert, 6, "varchar", rows, Row::severity, String[]::new);
      SqlArrays.column(insert, 7, "int4", rows, Row::level, Integer[]::new);
      SqlArrays.column(insert, 8, "varchar", rows, Row::correlation, String[]::new);
      SqlArrays.column(insert, 9, "text", rows, Row::data, String[]::new);
      insert.executeUpdate();
    }
  }

  private static void insertEach(Connection connection, List<Row> rows) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(INSERT + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (Row row : rows) {
        insert.setLong(1, row.seq());
        insert.setLong(2, row.journalSeq());
        SqlTime.set(insert, 3, row.event().timestamp());
        insert.setString(4, row.type());
        insert.setString(5, row.source());
        insert.setString(6, row.severity());
        insert.setInt(7, row.level());
        insert.setString(8, row.correlation());
        insert.setString(9, row.data());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  static SystemEvent read(ResultSet row) throws SQLException {
    try {
      return new SystemEvent(
          row.getLong("seq"),
          SqlTime.get(row, "occurred_at").orElseThrow(),
          row.getString("event_type"),
          row.getString("source"),
          Severity.valueOf(row.getString("severity")),
          JSON.readValue(row.getString("data"), JSON_OBJECT),
          row.getString("correlation_id"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("row " + row.getLong("seq") + " of system_event", e);
    }
  }

  /** The journal keeps the whole; an over-long name must not stop the table behind it for ever. */
  private static String fit(String text, int max) {
    String clean = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
    return clean.length() <= max ? clean : clean.substring(0, max);
  }
}
