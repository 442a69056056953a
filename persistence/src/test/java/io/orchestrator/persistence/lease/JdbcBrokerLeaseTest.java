package io.orchestrator.persistence.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.persistence.Await;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseSettings;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.schema.SchemaMigrator;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On PostgreSQL, whose clock decides. */
class JdbcBrokerLeaseTest {
  private static final Duration TIME = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private DatabaseSettings settings;
  private Database one;
  private Database two;

  @BeforeEach
  void open() {
    settings = TestDatabases.fresh(TestDatabases.Kind.POSTGRES);
    one = Database.open(settings);
    two = Database.open(settings);
    SchemaMigrator.migrate(one.dataSource());
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  @Test
  void oneHasItUntilItIsGivenBackAndTokensGrow() {
    try (JdbcBrokerLease a = new JdbcBrokerLease(one, "a", TIME);
        JdbcBrokerLease b = new JdbcBrokerLease(two, "b", TIME)) {
      long first = a.acquire().orElseThrow();
      assertTrue(a.holds(first));
      assertTrue(b.acquire().isEmpty());
      assertTrue(b.refusal().contains("belongs to a "), b.refusal());
      long again = a.acquire().orElseThrow();
      assertTrue(again > first);
      assertFalse(a.holds(first), "an old session of its own has no right either");
      a.release();
      assertFalse(a.holds(again));
      assertTrue(b.acquire().orElseThrow() > again);
    }
  }

  @Test
  void whoHoldsItRenewsIt() {
    try (JdbcBrokerLease a = new JdbcBrokerLease(one, "a", Duration.ofSeconds(15))) {
      long token = a.acquire().orElseThrow();
      String first = end();
      Await.until("renewed", PATIENCE, () -> end().compareTo(first) > 0);
      assertTrue(a.holds(token));
    }
  }

  private String end() {
    try (Connection connection = two.connection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT to_char(expires_at, 'YYYYMMDDHH24MISSUS') FROM lease")) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Cut off from the database: its own clocks end it before the database gives it to another. */
  @Test
  void whoCannotRenewHasStoppedBeforeAnotherGetsIt() {
    try (JdbcBrokerLease a = new JdbcBrokerLease(one, "a", TIME);
        JdbcBrokerLease b = new JdbcBrokerLease(two, "b", TIME)) {
      long token = a.acquire().orElseThrow();
      one.close();
      assertTrue(a.holds(token), "for the rest of its time");
      AtomicReference<OptionalLong> next = new AtomicReference<>(OptionalLong.empty());
      AtomicBoolean both = new AtomicBoolean();
      Await.until(
          "the other gets it",
          PATIENCE,
          () -> {
            next.set(b.acquire());
            both.compareAndSet(false, next.get().isPresent() && a.holds(token));
            return next.get().isPresent();
          });
      assertFalse(both.get(), "two at an instant");
      assertTrue(next.get().getAsLong() > token);
    }
  }

  /** The row was given to another, whatever the reason: the next renewal finds out. */
  @Test
  void whoIsOverruledStops() throws SQLException {
    try (JdbcBrokerLease a = new JdbcBrokerLease(one, "a", TIME)) {
      long token = a.acquire().orElseThrow();
      try (Connection connection = two.connection();
          Statement statement = connection.createStatement()) {
        assertEquals(1, statement.executeUpdate("UPDATE lease SET owner = 'c', epoch = epoch + 1"));
      }
      Await.until("it stops", PATIENCE, () -> !a.holds(token));
      assertTrue(a.acquire().isEmpty());
    }
  }
}
