package io.orchestrator.persistence.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.port.WorkflowDirectory.Entry;
import io.orchestrator.domain.workflow.RunQuery;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.TestDatabases.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcWorkflowDirectoryTest {
  private static final Instant T0 = Instant.parse("2026-11-20T14:30:00.123456Z");

  private static WorkflowSummary run(String id, int second) {
    return new WorkflowSummary(
        id,
        WorkflowType.ANALYSIS_TO_TRADE,
        RunState.RUNNING,
        "alice",
        T0.plusSeconds(second),
        Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theFirstOfAKeyHoldsAndLaterOnesReadIt(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      JdbcWorkflowDirectory directory = new JdbcWorkflowDirectory(database);
      Entry first =
          directory.open(run("w-1", 0), Optional.of("key"), "hash-a", List.of("AAPL", "MSFT"));
      assertEquals(new Entry(run("w-1", 0), true, "hash-a"), first);
      Entry repeat = directory.open(run("w-2", 5), Optional.of("key"), "hash-b", List.of());
      assertEquals(new Entry(run("w-1", 0), false, "hash-a"), repeat);
      Entry sameId = directory.open(run("w-1", 9), Optional.empty(), "hash-c", List.of());
      assertEquals(new Entry(run("w-1", 0), false, "hash-a"), sameId);
      assertEquals(Optional.of(repeat), directory.findByKey("key"));
      assertEquals(Optional.empty(), directory.findByKey("other"));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aRaceForOneKeyHasOneWinner(Kind kind) throws Exception {
    int callers = 8;
    try (Database database = TestDatabases.migrated(kind);
        ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      JdbcWorkflowDirectory directory = new JdbcWorkflowDirectory(database);
      for (int round = 0; round < 10; round++) {
        String key = "key-" + round;
        CyclicBarrier together = new CyclicBarrier(callers);
        List<Future<Entry>> results = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
          String id = "w-" + round + "-" + i;
          results.add(
              threads.submit(
                  () -> {
                    together.await();
                    return directory.open(run(id, 0), Optional.of(key), "h", List.of());
                  }));
        }
        int created = 0;
        Set<String> ids = new HashSet<>();
        for (Future<Entry> result : results) {
          created += result.get().created() ? 1 : 0;
          ids.add(result.get().summary().workflowId());
        }
        assertEquals(1, created);
        assertEquals(1, ids.size());
      }
      assertEquals(10, directory.openRuns().size());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aTerminalRunStaysTerminal(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      JdbcWorkflowDirectory directory = new JdbcWorkflowDirectory(database);
      directory.open(run("w-1", 0), Optional.empty(), "h", List.of());
      directory.open(run("w-2", 1), Optional.empty(), "h", List.of());
      directory.update("w-1", RunState.PAUSED, Optional.empty());
      assertEquals(RunState.PAUSED, directory.openRuns().getFirst().state());
      Optional<Instant> end = Optional.of(T0.plusSeconds(60));
      directory.update("w-1", RunState.COMPLETED, end);
      directory.update("w-1", RunState.COMPLETED, end);
      directory.update("w-1", RunState.RUNNING, Optional.empty());
      List<WorkflowSummary> open = directory.openRuns();
      assertEquals(List.of("w-2"), open.stream().map(WorkflowSummary::workflowId).toList());
      WorkflowSummary ended =
          directory
              .list(query(Optional.of(RunState.COMPLETED), Optional.empty(), Optional.empty()))
              .getFirst();
      assertEquals(end, ended.endedAt());
      assertThrows(
          IllegalStateException.class,
          () -> directory.update("nobody", RunState.FAILED, Optional.empty()));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void listsNewestFirstWithFilters(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      JdbcWorkflowDirectory directory = new JdbcWorkflowDirectory(database);
      for (int i = 0; i < 5; i++) {
        List<String> symbols = i == 2 ? List.of("AAPL", "MSFT") : List.of("IBM");
        directory.open(run("w-" + i, i), Optional.empty(), "h", symbols);
      }
      List<WorkflowSummary> two = directory.list(RunQuery.newest(2));
      assertEquals(List.of(run("w-4", 4), run("w-3", 3)), two);
      assertEquals(List.of(run("w-2", 2), run("w-1", 1)), directory.list(after("w-3", 2)));
      assertEquals(List.of(run("w-2", 2)), directory.list(about("MSFT")));
      assertEquals(List.of(), directory.list(about("MS")));
      assertEquals(5, directory.countOpen(WorkflowType.ANALYSIS_TO_TRADE));
      assertEquals(
          3,
          directory
              .list(
                  query(
                      Optional.of(RunState.RUNNING),
                      Optional.of(WorkflowType.ANALYSIS_TO_TRADE),
                      Optional.of(T0.plusSeconds(2))))
              .size());
      assertTrue(
          directory
              .list(
                  query(
                      Optional.empty(),
                      Optional.of(WorkflowType.PORTFOLIO_REBALANCE),
                      Optional.empty()))
              .isEmpty());
      assertThrows(IllegalArgumentException.class, () -> directory.list(RunQuery.newest(1001)));
    }
  }

  private static RunQuery query(
      Optional<RunState> state, Optional<WorkflowType> type, Optional<Instant> from) {
    return new RunQuery(
        state, type, from, Optional.empty(), Optional.empty(), Optional.empty(), 100);
  }

  private static RunQuery after(String id, int limit) {
    return new RunQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(id),
        limit);
  }

  private static RunQuery about(String symbol) {
    return new RunQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(symbol),
        Optional.empty(),
        100);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aFailedRunCanBeOpenedAgain(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      JdbcWorkflowDirectory directory = new JdbcWorkflowDirectory(database);
      directory.open(run("w-1", 0), Optional.empty(), "h", List.of());
      assertThrows(RefusedException.class, () -> directory.reopen("w-1"));
      directory.update("w-1", RunState.FAILED, Optional.of(T0.plusSeconds(60)));
      directory.reopen("w-1");
      assertEquals(List.of(run("w-1", 0)), directory.openRuns());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void hostileKeysAreRefused(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      JdbcWorkflowDirectory directory = new JdbcWorkflowDirectory(database);
      for (String key : List.of("", "x".repeat(201), "a b", "a\0b", "ключ")) {
        RefusedException e =
            assertThrows(
                RefusedException.class,
                () -> directory.open(run("w-1", 0), Optional.of(key), "h", List.of()));
        assertEquals("workflow.bad_idempotency_key", e.refusal().code());
      }
      assertFalse(directory.openRuns().stream().anyMatch(r -> r.workflowId().equals("w-1")));
    }
  }
}
