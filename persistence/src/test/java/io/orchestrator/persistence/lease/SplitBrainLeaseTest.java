package io.orchestrator.persistence.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.coordination.lease.javadsl.Lease;
import akka.coordination.lease.javadsl.LeaseProvider;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.journal.Node;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As Akka makes it for the two sides of a split, on PostgreSQL, whose clock decides. */
class SplitBrainLeaseTest {
  private static final String PATH = "orchestrator.split-brain-lease";
  private static final String NAME = "orchestrator-akka-sbr";

  private Database database;
  private Node node;
  private Lease left;
  private Lease right;

  @BeforeEach
  void open() {
    database = TestDatabases.migrated(TestDatabases.Kind.POSTGRES);
    node = Node.start(database);
    left = lease(node, "left:25520");
    right = lease(node, "right:25520");
  }

  @AfterEach
  void close() {
    node.close();
    database.close();
  }

  private static Lease lease(Node node, String owner) {
    return LeaseProvider.get(node.system()).getLease(NAME, PATH, owner);
  }

  private static boolean asks(Lease lease) {
    return lease.acquire().toCompletableFuture().join();
  }

  private static boolean givesBack(Lease lease) {
    return lease.release().toCompletableFuture().join();
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertTrue(row.next(), sql);
      return row.getString(1);
    }
  }

  private void passTime(String interval) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      String sql = "UPDATE lease SET expires_at = expires_at - INTERVAL '" + interval + "'";
      assertEquals(1, statement.executeUpdate(sql));
    }
  }

  @Test
  void ofTwoThatAskAtOnceOneGetsIt() {
    assertInstanceOf(SplitBrainLease.class, left);
    for (int round = 0; round < 20; round++) {
      CompletableFuture<Boolean> one = left.acquire().toCompletableFuture();
      CompletableFuture<Boolean> other = right.acquire().toCompletableFuture();
      assertTrue(one.join() ^ other.join(), "round " + round);
      assertEquals(one.join(), left.checkLease());
      assertEquals(other.join(), right.checkLease());
      assertTrue(givesBack(one.join() ? left : right));
    }
  }

  /** The resolver asks again until it has decided: who has it keeps it, for longer. */
  @Test
  void whoHasItGetsItAgainAndTheOtherDoesNot() throws SQLException {
    assertTrue(asks(left));
    passTime("30 seconds");
    assertFalse(asks(right));
    assertTrue(asks(left));
    passTime("40 seconds");
    assertFalse(asks(right), "it counts from the second time");
    assertTrue(left.checkLease());
    assertFalse(right.checkLease());
    assertEquals("left:25520", ask("SELECT owner FROM lease"));
  }

  /** Long enough for the losing side to end itself; then whoever comes may have it. */
  @Test
  void itIsTakenOverWhenItsTimeIsOverAndNotBefore() throws SQLException {
    assertTrue(asks(left));
    double seconds =
        Double.parseDouble(
            ask("SELECT EXTRACT(EPOCH FROM expires_at - clock_timestamp()) FROM lease"));
    assertTrue(seconds > 30 && seconds <= 60, seconds + " s");
    passTime("20 seconds");
    assertFalse(asks(right));
    passTime("40 seconds");
    assertTrue(asks(right));
    assertFalse(asks(left));
    assertFalse(left.checkLease());
    assertEquals("2", ask("SELECT epoch FROM lease"));
  }

  @Test
  void whatIsGivenBackIsFreeAtOnceAndOnlyByItsHolder() {
    assertTrue(asks(left));
    assertTrue(givesBack(right));
    assertFalse(asks(right), "not its to give back");
    assertTrue(givesBack(left));
    assertFalse(left.checkLease());
    assertTrue(asks(right));
  }

  /** A side that cannot ask has not got it: neither an answer that says yes, nor one too late. */
  @Test
  void whoDoesNotReachTheDatabaseHasNotGotIt() {
    Config away =
        ConfigFactory.parseString(PATH + ".url = \"jdbc:postgresql://127.0.0.1:1/nowhere\"")
            .withFallback(Database.akkaConfig(database.settings()));
    try (Node lonely = Node.start(away)) {
      Lease lease = lease(lonely, "lonely:25520");
      CompletableFuture<Boolean> asked = lease.acquire().toCompletableFuture();
      CompletionException failed = assertThrows(CompletionException.class, asked::join);
      assertTrue(failed.getCause().getMessage().contains("does not answer"), failed::toString);
      assertFalse(lease.checkLease());
    }
    assertTrue(asks(right));
  }
}
