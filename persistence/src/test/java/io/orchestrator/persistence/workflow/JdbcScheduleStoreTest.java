package io.orchestrator.persistence.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.port.ScheduleStore.Entry;
import io.orchestrator.domain.schedule.MissedRuns;
import io.orchestrator.domain.schedule.Schedule;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.TestDatabases.Kind;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcScheduleStoreTest {
  private static final Instant T0 = Instant.parse("2026-11-20T20:45:00Z");
  private static final Instant T1 = Instant.parse("2026-11-23T20:45:00Z");

  private static Schedule schedule(String id, String cron) {
    return new Schedule(
        id,
        "analysis_to_trade",
        Map.of("symbols", List.of("AAPL", "MSFT"), "execute", true, "min_confidence", 0.25),
        cron,
        ZoneId.of("America/New_York"),
        true,
        MissedRuns.values()[1],
        true,
        true,
        "ann");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aScheduleComesBackAsItWasAndIsReplacedWhole(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      var store = new JdbcScheduleStore(database);
      Schedule close = schedule("close", "45 15 * * 1-5");
      store.save(close, Optional.of(T0));
      store.save(schedule("a-first", "0 9 * * 1-5"), Optional.empty());
      Entry saved = store.all().get(1);
      assertEquals(new Entry(close, Optional.of(T0), Optional.empty(), ""), saved);
      store.fired("close", T0, T0, Optional.of(T1), "wf-1");
      Schedule later = schedule("close", "50 15 * * 1-5");
      store.save(later, Optional.of(T1.plusSeconds(300)));
      assertEquals(
          new Entry(later, Optional.of(T1.plusSeconds(300)), Optional.of(T0), "wf-1"),
          store.all().get(1),
          "what began last stays known");
      assertEquals(
          List.of("a-first", "close"), store.all().stream().map(e -> e.schedule().id()).toList());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aScheduleThatWasSavedDuringAStartKeepsItsNewTime(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      var store = new JdbcScheduleStore(database);
      store.save(schedule("close", "45 15 * * 1-5"), Optional.of(T0));
      Schedule later = schedule("close", "50 15 * * 1-5");
      store.save(later, Optional.of(T0.plusSeconds(300)));
      store.fired("close", T0, T0, Optional.of(T1), "wf-1");
      assertEquals(
          List.of(new Entry(later, Optional.of(T0.plusSeconds(300)), Optional.of(T0), "wf-1")),
          store.all());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatIsGoneIsNotNotedAnyMoreAndAnOutcomeHasALimit(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      var store = new JdbcScheduleStore(database);
      store.save(schedule("close", "45 15 * * 1-5"), Optional.of(T0));
      store.fired("close", T0, T0, Optional.empty(), "x".repeat(10_000));
      assertEquals(500, store.all().getFirst().lastOutcome().length());
      assertEquals(Optional.empty(), store.all().getFirst().nextAt());
      assertTrue(store.delete("close"));
      assertFalse(store.delete("close"));
      store.fired("close", T0, T1, Optional.of(T1), "late");
      assertEquals(List.of(), store.all());
    }
  }
}
