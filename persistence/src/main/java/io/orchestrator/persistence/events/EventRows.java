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
import io.orchestrator.persistence.SqlTime;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** Between {@link SystemEvent} and a row of {@code system_event}. */
final class EventRows {
  static final String COLUMNS =
      "seq, occurred_at, event_type, source, severity, data, correlation_id";

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

  static String insert(boolean postgres) {
    String insert =
        "INSERT INTO system_event (seq, journal_seq, occurred_at, event_type, source, severity,"
            + " severity_level, correlation_id, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ";
    return postgres ? insert + "CAST(? AS JSON)) ON CONFLICT (seq) DO NOTHING" : insert + "?)";
  }

  static void bind(PreparedStatement insert, SystemEvent event, long journalSeq)
      throws SQLException {
    insert.setLong(1, event.seq());
    insert.setLong(2, journalSeq);
    SqlTime.set(insert, 3, event.timestamp());
    insert.setString(4, fit(event.eventType(), MAX_NAME));
    insert.setString(5, fit(event.source(), MAX_NAME));
    insert.setString(6, event.severity().name());
    insert.setInt(7, event.severity().ordinal());
    insert.setString(8, fit(event.correlationId(), MAX_CORRELATION));
    try {
      insert.setString(9, JSON.writeValueAsString(event.data()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("data of event " + event.seq() + " is not JSON-like", e);
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
