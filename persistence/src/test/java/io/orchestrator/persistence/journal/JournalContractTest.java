package io.orchestrator.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.query.EventEnvelope;
import akka.stream.javadsl.Sink;
import io.orchestrator.persistence.Await;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.TestDatabases.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a persistent actor may expect of the journal, the same on both databases. */
class JournalContractTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int FLOOD = 400;

  /** Told from the flood's ones in the sum; more than the flood has. */
  private static final long AFTERWARDS = 1_000_000;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anActorComesBackAsItWas(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind)) {
      try (Node node = Node.start(database)) {
        ActorRef<Ledger.Command> ledger = node.ledger("one");
        for (int i = 1; i <= 25; i++) {
          assertEquals(i, add(node, ledger, i).count());
        }
      }
      assertEquals(25, rows(database, "SELECT COUNT(*) FROM event_journal"));
      assertTrue(rows(database, "SELECT COUNT(*) FROM snapshot") >= 1);
      try (Node node = Node.start(database)) {
        assertEquals(new Ledger.State(325, 25), read(node, node.ledger("one")));
        List<EventEnvelope> events =
            node.journal()
                .currentEventsByPersistenceId("one", 0, Long.MAX_VALUE)
                .runWith(Sink.seq(), node.system())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        assertEquals(25, events.size());
        assertEquals(7, ((Ledger.Added) events.get(6).event()).amount());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aRowSaysWhatItIs(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind)) {
      try (Node node = Node.start(database)) {
        add(node, node.ledger("one"), 5);
      }
      try (Connection connection = database.connection();
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT event_ser_id, event_ser_manifest, event_payload FROM event_journal")) {
        assertTrue(row.next());
        assertEquals(JournalSerializer.IDENTIFIER, row.getInt(1));
        assertEquals("ledger-added:1", row.getString(2));
        String json = new String(row.getBytes(3), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(json.startsWith("{\"amount\":5,\"note\":\"\",\"at\":\""), json);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aTooLargeEventHurtsNobodyElse(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind);
        Node node = Node.start(database)) {
      ActorRef<Ledger.Command> greedy = node.ledger("greedy");
      ActorRef<Ledger.Command> modest = node.ledger("modest");
      CompletionStage<Ledger.State> tooLarge =
          AskPattern.ask(
              greedy,
              replyTo -> new Ledger.Add(1, "x".repeat(200_000), replyTo),
              Duration.ofSeconds(2),
              node.system().scheduler());
      List<CompletionStage<Ledger.State>> others = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        others.add(ask(node, modest, 1));
      }
      for (CompletionStage<Ledger.State> other : others) {
        other.toCompletableFuture().get(30, TimeUnit.SECONDS);
      }
      assertThrows(CompletionException.class, () -> tooLarge.toCompletableFuture().join());
      // The actor itself goes on from what is on disk.
      assertEquals(new Ledger.State(2, 1), add(node, greedy, 2));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aRecordOfAnUnknownProgramStopsTheRecoveryInsteadOfBeingSkipped(Kind kind) throws Exception {
    try (Database database = TestDatabases.migrated(kind)) {
      try (Node node = Node.start(database)) {
        add(node, node.ledger("one"), 5);
      }
      try (Connection connection = database.connection();
          Statement statement = connection.createStatement()) {
        statement.execute("UPDATE event_journal SET event_ser_manifest = 'from-the-future:1'");
      }
      try (Node node = Node.start(database)) {
        CompletionStage<Ledger.State> answer =
            AskPattern.ask(
                node.ledger("one"),
                Ledger.Read::new,
                Duration.ofSeconds(3),
                node.system().scheduler());
        assertThrows(CompletionException.class, () -> answer.toCompletableFuture().join());
      }
    }
  }

  /**
   * Unstashing thousands of reads behind a write overflowed the stack of this Akka version (issue
   * 29933) and ended the process: what is too much is refused by silence, the actor lives, and
   * exactly what was answered is on disk.
   */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aFloodDuringAWriteIsRefusedAndKillsNothing(Kind kind) throws Exception {
    AtomicInteger answers = new AtomicInteger();
    try (Database database = TestDatabases.migrated(kind);
        Node node = Node.start(database)) {
      ActorRef<Ledger.Command> ledger = node.ledger("flooded");
      add(node, ledger, AFTERWARDS);
      ActorRef<Ledger.State> counting =
          node.spawn(
              Behaviors.receiveMessage(
                  state -> {
                    answers.incrementAndGet();
                    return Behaviors.same();
                  }),
              "counting");
      ActorRef<Ledger.State> nobody = node.system().ignoreRef();
      for (int i = 0; i < FLOOD; i++) {
        ledger.tell(new Ledger.Add(1, "", counting));
        for (int read = 0; read < 10; read++) {
          ledger.tell(new Ledger.Read(nobody));
        }
      }
      Ledger.State after = added(node, ledger);
      Await.until("the last answers", PATIENCE, () -> answers.get() == after.sum() % AFTERWARDS);
      assertTrue(answers.get() < FLOOD, "nothing was refused: the flood was none");
    }
  }

  /** Asks until it is taken: an overloaded actor answers to nobody. */
  private static Ledger.State added(Node node, ActorRef<Ledger.Command> ledger) throws Exception {
    CompletionStage<Ledger.State> last =
        AskPattern.ask(
            ledger,
            replyTo -> new Ledger.Add(AFTERWARDS, "", replyTo),
            Duration.ofSeconds(1),
            node.system().scheduler());
    try {
      return last.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return added(node, ledger);
    }
  }

  private static Ledger.State add(Node node, ActorRef<Ledger.Command> ledger, long amount)
      throws Exception {
    return ask(node, ledger, amount).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static CompletionStage<Ledger.State> ask(
      Node node, ActorRef<Ledger.Command> ledger, long amount) {
    return AskPattern.ask(
        ledger,
        replyTo -> new Ledger.Add(amount, "", replyTo),
        PATIENCE,
        node.system().scheduler());
  }

  private static Ledger.State read(Node node, ActorRef<Ledger.Command> ledger) throws Exception {
    return AskPattern.<Ledger.Command, Ledger.State>ask(
            ledger, Ledger.Read::new, PATIENCE, node.system().scheduler())
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private static long rows(Database database, String sql) throws Exception {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
