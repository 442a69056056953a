package io.orchestrator.persistence.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.orchestrator.persistence.Await;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.TestDatabases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterPresenceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void aNodeSeesTheOthersAndNeverItself() throws Exception {
    try (Database database = TestDatabases.migrated(TestDatabases.Kind.POSTGRES)) {
      ClusterPresence first = new ClusterPresence(database, "10.0.0.1:2551");
      ClusterPresence second = new ClusterPresence(database, "10.0.0.2:2551");
      assertFalse(second.othersLive());
      first.announce();
      Await.until("the first to be seen", PATIENCE, second::othersLive);
      assertFalse(first.othersLive());
      // The next life of the same node is no other.
      assertFalse(new ClusterPresence(database, "10.0.0.1:2551").othersLive());
      first.close();
      Await.until("the first to have gone", PATIENCE, () -> !second.othersLive());
    }
  }

  @Test
  void rowsOfAddressesThatChangedAreForgottenAndNothingElse() throws Exception {
    try (Database database = TestDatabases.migrated(TestDatabases.Kind.POSTGRES);
        Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO lease (name, owner, epoch, expires_at) VALUES"
              + " ('member/old:1', 'old:1', 1, clock_timestamp() - INTERVAL '2 days'),"
              + " ('member/young:1', 'young:1', 1, clock_timestamp() - INTERVAL '1 hour'),"
              + " ('member/living:1', 'living:1', 1, clock_timestamp() + INTERVAL '20 seconds'),"
              + " ('broker', 'x', 7, clock_timestamp() - INTERVAL '9 days')");
      new ClusterPresence(database, "living:1").forgetEnded(Duration.ofDays(1));
      List<String> left = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery("SELECT name FROM lease ORDER BY name")) {
        while (rows.next()) {
          left.add(rows.getString(1));
        }
      }
      assertEquals(List.of("broker", "member/living:1", "member/young:1"), left);
    }
  }
}
