package io.orchestrator.persistence.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import akka.actor.typed.ActorRef;
import io.orchestrator.domain.event.EventFilter;
import io.orchestrator.domain.event.EventQuery;
import io.orchestrator.domain.event.EventsRecorded;
import io.orchestrator.domain.event.Severity;
import io.orchestrator.domain.event.SystemEvent;
import io.orchestrator.persistence.Await;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.TestDatabases.Kind;
import io.orchestrator.persistence.journal.EventWriter;
import io.orchestrator.persistence.journal.Node;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventHistoryProjectionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private long seq;

  /** Writes of different sizes, as the log makes them under different load. */
  private void write(ActorRef<EventsRecorded> log, int writes) {
    for (int i = 0; i < writes; i++) {
      List<SystemEvent> events = new ArrayList<>();
      for (int j = 0; j <= i % 4; j++) {
        seq++;
        events.add(
            new SystemEvent(
                seq,
                Instant.EPOCH.plusSeconds(seq),
                "order_filled",
                "trading_desk",
                Severity.INFO,
                Map.of("n", (int) seq),
                ""));
      }
      log.tell(new EventsRecorded(events));
    }
  }

  private void assertEveryEventOnce(Database database) {
    JdbcEventHistory history = new JdbcEventHistory(database);
    Await.until("all events are in the table", PATIENCE, () -> history.lastSeq() == seq);
    List<Long> found =
        history
            .page(new EventQuery(EventFilter.ALL, Optional.empty(), 1000, true))
            .events()
            .stream()
            .map(SystemEvent::seq)
            .toList();
    assertEquals(LongStream.rangeClosed(1, seq).boxed().toList(), found);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyEventOnceAcrossRestarts(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind)) {
      try (Node node = Node.start(database)) {
        ActorRef<EventsRecorded> log = node.spawn(EventWriter.create(), "log");
        write(log, 40);
        EventHistoryProjection first =
            EventHistoryProjection.start(node.system(), database, () -> {});
        assertEveryEventOnce(database);
        write(log, 40);
        first.stop().toCompletableFuture().get(10, TimeUnit.SECONDS);
        write(log, 40);
        EventHistoryProjection second =
            EventHistoryProjection.start(node.system(), database, () -> {});
        assertEveryEventOnce(database);
        // Counted a moment after the commit that made the rows visible.
        Await.until("the count follows the table", PATIENCE, () -> second.lastSeq() == seq);
      }
      try (Node node = Node.start(database)) {
        EventHistoryProjection.start(node.system(), database, () -> {});
        write(node.spawn(EventWriter.create(), "log"), 10);
        assertEveryEventOnce(database);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void twoAtATimeDoNotHarm(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind);
        Node node = Node.start(database)) {
      EventHistoryProjection.start(node.system(), database, () -> {});
      EventHistoryProjection.start(node.system(), database, () -> {});
      write(node.spawn(EventWriter.create(), "log"), 100);
      assertEveryEventOnce(database);
    }
  }

  /** The table is taken away and brought back, as a failing database looks to the writer. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void goesOnWhenTheDatabaseIsBack(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind);
        Node node = Node.start(database)) {
      ActorRef<EventsRecorded> log = node.spawn(EventWriter.create(), "log");
      EventHistoryProjection.start(node.system(), database, () -> {});
      write(log, 10);
      assertEveryEventOnce(database);
      execute(database, "ALTER TABLE system_event RENAME TO away");
      write(log, 30);
      Await.until("the journal has them", PATIENCE, () -> journalRows(database) == 40);
      execute(database, "ALTER TABLE away RENAME TO system_event");
      assertEveryEventOnce(database);
    }
  }

  private static void execute(Database database, String sql) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long journalRows(Database database) {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("SELECT COUNT(*) FROM event_journal")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
