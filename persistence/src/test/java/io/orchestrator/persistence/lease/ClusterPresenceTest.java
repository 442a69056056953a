package io.orchestrator.persistence.lease;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.orchestrator.persistence.Await;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.TestDatabases;
import java.time.Duration;
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
}
