package io.orchestrator.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.persistence.DatabaseException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClusterFormationTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger founded = new AtomicInteger();

  /** Twice no answer, then a node that lives, then none. */
  private boolean othersLive() {
    return switch (asked.incrementAndGet()) {
      case 1, 2 -> throw DatabaseException.of("Cannot see", new SQLException("gone", "08006"));
      case 3 -> true;
      default -> false;
    };
  }

  @Test
  void theFounderOutlivesADatabaseThatIsAwayAndFoundsOnceWhenItIsAlone() {
    ClusterFormation.foundWhenAlone(
        () -> true, this::othersLive, founded::incrementAndGet, Duration.ofMillis(1));
    assertEquals(4, asked.get());
    assertEquals(1, founded.get());
  }

  @Test
  void whoIsTakenInMeanwhileFoundsNothing() {
    ClusterFormation.foundWhenAlone(
        () -> asked.get() < 3, this::othersLive, founded::incrementAndGet, Duration.ofMillis(1));
    assertEquals(0, founded.get());
  }
}
