package io.orchestrator.persistence.archive;

import static io.orchestrator.persistence.archive.Histories.EVENTS;
import static io.orchestrator.persistence.archive.Histories.KEPT;
import static io.orchestrator.persistence.archive.Histories.NOW;
import static io.orchestrator.persistence.archive.Histories.archiving;
import static io.orchestrator.persistence.archive.Histories.inArchive;
import static io.orchestrator.persistence.archive.Histories.inJournal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.persistence.query.EventEnvelope;
import akka.stream.javadsl.Sink;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.persistence.ChildJvm;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseSettings;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.TestDatabases.Kind;
import io.orchestrator.persistence.journal.Ledger;
import io.orchestrator.persistence.journal.Node;
import io.orchestrator.persistence.workflow.JdbcWorkflowDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Old histories move as a whole, once, and are read where nobody sees that they moved. */
class HistoryArchivingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** More than a replay reads at once. */
  private static final int LONG = 450;

  private static final String RUN = "Workflow|wf-long";

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aHistoryIsReadFromTheArchiveAndGoesOnInTheJournalAndFollows(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind)) {
      try (Connection connection = database.connection()) {
        Histories.run(connection, "wf-long", false, NOW.minus(KEPT).minusSeconds(1));
        Histories.events(connection, RUN, LONG);
      }
      assertEquals(1, archiving(database, NOW).round());
      assertEquals(0, inJournal(database, RUN));
      assertEquals(numbers(LONG), inArchive(database, RUN));
      assertEquals(0, archiving(database, NOW).round(), "once is enough");
      try (Node node = Node.start(database)) {
        ActorRef<Ledger.Command> ledger = node.spawn(Ledger.create(RUN), "ledger");
        assertEquals(new Ledger.State(LONG * (LONG + 1L) / 2, LONG), ask(node, ledger));
        assertEquals(numbers(LONG), queried(node, RUN));
        assertEquals(LONG + 1, add(node, ledger).count());
        assertEquals(numbers(LONG + 1), queried(node, RUN));
      }
      assertEquals(1, inJournal(database, RUN));
      // The run was tried again, and ends again.
      tryAgain(database);
      assertEquals(1, archiving(database, NOW).round());
      assertEquals(0, inJournal(database, RUN));
      assertEquals(numbers(LONG + 1), inArchive(database, RUN));
    }
  }

  private static void tryAgain(Database database) throws SQLException {
    execute(database, "UPDATE workflow_run SET state = 'FAILED'");
    var directory = new JdbcWorkflowDirectory(database);
    directory.reopen("wf-long");
    directory.update("wf-long", RunState.COMPLETED, Optional.of(NOW.minus(KEPT).minusMillis(1)));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatIsOpenOrYoungStaysAndOrdersGoByTheirOwnAge(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind)) {
      try (Connection connection = database.connection()) {
        Histories.run(connection, "open", true, NOW.minus(KEPT).minusSeconds(1));
        Histories.run(connection, "young", false, NOW.minus(KEPT).plusSeconds(1));
        for (String id : List.of("Workflow|open", "Workflow|young", "order-manual~old")) {
          Histories.events(connection, id, EVENTS);
        }
        Histories.events(connection, "order-manual~young", EVENTS);
        Histories.events(connection, "trading-desk", EVENTS);
      }
      long old = NOW.minus(KEPT).minusSeconds(1).getEpochSecond() * 1_000_000_000L;
      long young = old + 2_000_000_000L;
      for (var order : List.of("manual/old', " + old, "manual/young', " + young)) {
        execute(
            database,
            "INSERT INTO order_end (client_order_id, created_ns, symbol, status, correlation_id,"
                + " journal_seq) VALUES ('"
                + order
                + ", 'AAPL', 'FILLED', '', 1)");
      }
      assertEquals(1, archiving(database, NOW).round());
      assertEquals(numbers(EVENTS), inArchive(database, "order-manual~old"));
      for (String id :
          List.of("Workflow|open", "Workflow|young", "order-manual~young", "trading-desk")) {
        assertEquals(EVENTS, inJournal(database, id), id);
      }
      assertEquals(0, inJournal(database, "order-manual~old"));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void nobodyWhoReadsMeanwhileMissesAnEvent(Kind kind) throws Exception {
    int histories = 30;
    try (Database database = TestDatabases.migrated(kind);
        Node node = Node.start(database)) {
      Histories.ended(database, histories);
      var one = CompletableFuture.supplyAsync(() -> archiving(database, NOW).round());
      var other = CompletableFuture.supplyAsync(() -> archiving(database, NOW).round());
      var both = CompletableFuture.allOf(one, other);
      do {
        for (int i = 0; i < histories; i++) {
          assertEquals(numbers(EVENTS), queried(node, "Workflow|wf-" + i));
        }
      } while (!both.isDone());
      both.get(30, TimeUnit.SECONDS);
      archiving(database, NOW).round();
      assertEquals(0, Histories.count(database, "SELECT COUNT(*) FROM event_journal"));
      assertEquals(histories, Histories.count(database, "SELECT COUNT(*) FROM history_archive"));
    }
  }

  @Test
  void aHistoryWithAGapStaysWhereItIs() throws Exception {
    try (Database database = TestDatabases.migrated(Kind.H2)) {
      Histories.ended(database, 3);
      execute(
          database,
          "DELETE FROM event_journal WHERE persistence_id = 'Workflow|wf-1'"
              + " AND sequence_number = 2");
      assertEquals(2, archiving(database, NOW).round());
      assertEquals(EVENTS - 1, inJournal(database, "Workflow|wf-1"));
      assertEquals(List.of(), inArchive(database, "Workflow|wf-1"));
    }
  }

  /** Whenever it dies: each history is whole, and in one of the two places. */
  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void aKillInTheMiddleLosesNothing() throws Exception {
    Path directory = TestDatabases.newDirectory();
    Process process = ChildJvm.start(ArchivingProcess.class.getName(), directory);
    int rounds = 0;
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = next(out)) {
        if (line.startsWith("ROUND ") && ++rounds == 3) {
          process.destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertTrue(rounds >= 3, "it ended by itself after " + rounds);
    try (Database database = Database.open(DatabaseSettings.embedded(directory))) {
      int moved = 0;
      for (int i = 0; i < ArchivingProcess.HISTORIES; i++) {
        String id = "Workflow|wf-" + i;
        boolean archived = inJournal(database, id) == 0;
        assertEquals(archived ? numbers(EVENTS) : List.of(), inArchive(database, id), id);
        assertEquals(archived ? 0 : EVENTS, inJournal(database, id), id);
        moved += archived ? 1 : 0;
      }
      assertTrue(moved >= 21, "moved before the kill: " + moved);
      assertEquals(ArchivingProcess.HISTORIES - moved, archiving(database, NOW).round());
    }
  }

  @Test
  void aDamagedHistoryIsNotReadAsAShorterOne() {
    byte[] packed =
        PackedHistory.pack(
            List.of(
                new ArchivedEvent(7, 1, "w", 5, "", 3, "x:1", new byte[] {1, 2}),
                new ArchivedEvent(9, 2, "w", 6, "", 3, "x:1", new byte[] {3})));
    assertEquals(2, PackedHistory.unpack(packed).size());
    for (int i = 12; i < packed.length; i++) {
      byte[] torn = java.util.Arrays.copyOf(packed, i);
      assertThrows(IllegalStateException.class, () -> PackedHistory.unpack(torn));
      byte[] flipped = packed.clone();
      flipped[i] ^= 0x10;
      assertTrue(isRefusedOrWhole(flipped), "byte " + i);
    }
  }

  /** A bit between two blocks of the compression means nothing. */
  private static boolean isRefusedOrWhole(byte[] packed) {
    try {
      List<ArchivedEvent> events = PackedHistory.unpack(packed);
      return events.size() == 2
          && events.getFirst().payload().length == 2
          && events.getLast().ordering() == 9
          && events.getLast().payload()[0] == 3;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static String next(BufferedReader out) {
    try {
      return out.readLine();
    } catch (IOException e) {
      // The pipe of a killed process may break instead of ending.
      return null;
    }
  }

  private static List<Long> numbers(int last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private static List<Long> queried(Node node, String persistenceId) throws Exception {
    return node.journal()
        .currentEventsByPersistenceId(persistenceId, 0, Long.MAX_VALUE)
        .map(EventEnvelope::sequenceNr)
        .runWith(Sink.seq(), node.system())
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private static Ledger.State add(Node node, ActorRef<Ledger.Command> ledger) throws Exception {
    return AskPattern.<Ledger.Command, Ledger.State>ask(
            ledger, replyTo -> new Ledger.Add(1, "", replyTo), PATIENCE, node.system().scheduler())
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private static Ledger.State ask(Node node, ActorRef<Ledger.Command> ledger) throws Exception {
    return AskPattern.<Ledger.Command, Ledger.State>ask(
            ledger, Ledger.Read::new, PATIENCE, node.system().scheduler())
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private static void execute(Database database, String sql) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
