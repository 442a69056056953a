package io.orchestrator.persistence.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.strategy.Stage;
import io.orchestrator.domain.strategy.StrategyEvent;
import io.orchestrator.domain.strategy.StrategyLimits;
import io.orchestrator.domain.strategy.StrategyLine;
import io.orchestrator.domain.strategy.VersionEvidence;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.TestDatabases.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcStrategyStoreTest {
  private static final Instant NOW = Instant.parse("2024-01-25T21:00:00.123456Z");
  private static final StrategyLimits LIMITS = new StrategyLimits(5, 1e4, 20, 5e4, 2e3);

  private static List<StrategyEvent> story() {
    var evidence =
        new VersionEvidence(1.4, 0.97, 1.1, 0.01, 0.1, "2024-01-24", "ab", "a.html", List.of());
    return List.of(
        new StrategyEvent.VersionAdded(
            1, "w-1", Map.of("lookback", 120.0), List.of("SPY"), evidence, LIMITS, "ann", NOW),
        new StrategyEvent.Promoted(1, Stage.CHALLENGER, Stage.SHADOW, LIMITS, "good", "ann", NOW),
        new StrategyEvent.Reviewed(
            1, Stage.SHADOW, 3, 0.001, 0.2, 0.01, 12.5, Optional.of("why"), NOW),
        new StrategyEvent.RolledBack(1, Stage.SHADOW, 0, "no", "ann", NOW));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatWasAppendedIsReadInItsOrder(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      var store = new JdbcStrategyStore(database);
      assertEquals(List.of(), store.events("momentum"));
      assertTrue(store.append("momentum", 0, story().subList(0, 2)));
      assertTrue(store.append("momentum", 2, story().subList(2, 4)));
      assertTrue(store.append("breakout", 0, story().subList(0, 1)));
      assertEquals(story(), new JdbcStrategyStore(database).events("momentum"));
      assertEquals(List.of("breakout", "momentum"), store.names());
      StrategyLine line = StrategyLine.of("momentum", store.events("momentum"));
      assertEquals(Stage.RETIRED, line.versions().get(1).stage());
      assertEquals(4, line.events());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whoDecidedOnOldEventsAppendsNothing(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      var store = new JdbcStrategyStore(database);
      assertTrue(store.append("momentum", 0, story().subList(0, 1)));
      assertFalse(store.append("momentum", 0, story().subList(0, 2)));
      assertEquals(story().subList(0, 1), store.events("momentum"));
      assertTrue(store.append("momentum", 1, story().subList(1, 2)), "the connection is usable");
    }
  }
}
