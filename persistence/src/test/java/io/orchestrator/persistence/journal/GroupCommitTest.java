package io.orchestrator.persistence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.GroupedCalls;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.TestDatabases.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes that share a commit: all are there, and one that is at fault hurts no other. */
class GroupCommitTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aNumberThatAnotherWriterTookFailsOnlyItsActor(Kind kind) throws Exception {
    int actors = 60;
    try (Database database = TestDatabases.migrated(kind);
        Node node = Node.start(database)) {
      List<ActorRef<Ledger.Command>> ledgers =
          IntStream.range(0, actors).mapToObj(i -> node.ledger("ledger-" + i)).toList();
      awaitAll(ledgers.stream().map(l -> add(node, l, PATIENCE)).toList());
      try (Connection connection = database.connection();
          Statement statement = connection.createStatement()) {
        // As a node that was thought dead would write it.
        statement.execute(
            "INSERT INTO event_journal (deleted, persistence_id, sequence_number, writer,"
                + " write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest,"
                + " event_payload) SELECT deleted, persistence_id, 2, 'zombie', write_timestamp,"
                + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload"
                + " FROM event_journal WHERE persistence_id = 'ledger-7'");
      }
      List<CompletionStage<Ledger.State>> answers = new ArrayList<>();
      for (int i = 0; i < actors; i++) {
        answers.add(add(node, ledgers.get(i), i == 7 ? Duration.ofSeconds(1) : PATIENCE));
      }
      CompletableFuture<Ledger.State> guilty = answers.remove(7).toCompletableFuture();
      awaitAll(answers);
      assertThrows(CompletionException.class, guilty::join);
      // It began anew from what is on disk, the other writer's event among it.
      assertEquals(3, add(node, ledgers.get(7), PATIENCE).toCompletableFuture().join().count());
      assertEquals(2L * actors + 1, rows(database));
    }
  }

  @Test
  void whatIsAskedWhileOneIsAtWorkGoesTogether() throws Exception {
    var first = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    List<Integer> sizes = new ArrayList<>();
    var calls =
        new GroupedCalls<Integer, Integer>(
            "test",
            1,
            40,
            1_000,
            items -> {
              sizes.add(items.size());
              first.countDown();
              release.await();
              return items.stream().map(i -> i * i).toList();
            });
    var answers = new ArrayList<CompletableFuture<Integer>>();
    answers.add(calls.call(0));
    first.await();
    for (int i = 1; i <= 100; i++) {
      answers.add(calls.call(i));
    }
    release.countDown();
    for (int i = 0; i <= 100; i++) {
      assertEquals(i * i, answers.get(i).get(30, TimeUnit.SECONDS));
    }
    assertEquals(List.of(1, 40, 40, 20), sizes);
  }

  @Test
  void aFailureIsEachCallersAndTooManyAreRefused() throws Exception {
    var release = new CountDownLatch(1);
    var calls =
        new GroupedCalls<Integer, Integer>(
            "test",
            1,
            10,
            2,
            items -> {
              release.await();
              throw new SQLException("gone");
            });
    var answers = new ArrayList<CompletableFuture<Integer>>();
    for (int i = 0; i < 20; i++) {
      answers.add(calls.call(i));
    }
    release.countDown();
    long refused = 0;
    for (CompletableFuture<Integer> answer : answers) {
      Throwable cause = assertThrows(CompletionException.class, answer::join).getCause();
      refused += cause instanceof IllegalStateException ? 1 : 0;
      assertTrue(cause instanceof IllegalStateException || cause instanceof SQLException);
    }
    // Some group is at work, two wait; the others were refused at once.
    assertTrue(refused >= 8 && refused <= 18, "refused " + refused);
  }

  private static CompletionStage<Ledger.State> add(
      Node node, ActorRef<Ledger.Command> ledger, Duration patience) {
    return AskPattern.ask(
        ledger, replyTo -> new Ledger.Add(1, "", replyTo), patience, node.system().scheduler());
  }

  private static void awaitAll(List<CompletionStage<Ledger.State>> answers) {
    answers.forEach(a -> a.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join());
  }

  private static long rows(Database database) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM event_journal")) {
      row.next();
      return row.getLong(1);
    }
  }
}
