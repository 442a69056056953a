package io.orchestrator.persistence.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.TestDatabases.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventRetentionTest {
  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
  private static final EventRetentionSettings A_DAY_OF_INFO =
      new EventRetentionSettings(
          Duration.ofHours(1),
          Duration.ofDays(1),
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofHours(1));

  private static void put(Database database, long seq, String type, Severity severity, int hours)
      throws SQLException {
    var event =
        new SystemEvent(
            seq, NOW.minus(Duration.ofHours(hours)), type, "test", severity, Map.of(), "");
    try (Connection connection = database.connection()) {
      EventRows.insert(connection, database.isPostgres(), List.of(new EventRows.Row(event, seq)));
    }
  }

  private static void audited(Database database, long upTo) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE audit_head SET event_seq = " + upTo);
    }
  }

  private static List<Long> left(Database database) {
    return new JdbcEventHistory(database)
        .page(new EventQuery(EventFilter.ALL, Optional.empty(), 100, true)).events().stream()
            .map(SystemEvent::seq)
            .toList();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void oldEventsGoBySeverityAndWhatTellsTheBooksStays(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind)) {
      put(database, 1, "service_health_changed", Severity.INFO, 48);
      put(database, 2, EventTypes.ORDER_FILLED, Severity.INFO, 48);
      put(database, 3, "breaker_tripped", Severity.CRITICAL, 48);
      put(database, 4, "x", Severity.DEBUG, 2);
      put(database, 5, "x", Severity.INFO, 25);
      put(database, 6, "x", Severity.INFO, 23);
      put(database, 7, "x", Severity.INFO, 48);
      audited(database, 4);
      assertEquals(2, EventRetention.removeOld(database, A_DAY_OF_INFO, NOW), "1 and 4");
      assertEquals(List.of(2L, 3L, 5L, 6L, 7L), left(database), "5 is not audited yet");
      audited(database, 7);
      assertEquals(1, EventRetention.removeOld(database, A_DAY_OF_INFO, NOW));
      assertEquals(List.of(2L, 3L, 6L, 7L), left(database), "the newest stays, however old");
      assertEquals(0, EventRetention.removeOld(database, EventRetentionSettings.DEFAULT, NOW));
    }
  }
}
