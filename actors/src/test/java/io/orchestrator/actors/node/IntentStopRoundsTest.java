package io.orchestrator.actors.node;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.api.Workflows;
import io.orchestrator.actors.risk.StopsIntents.Halt;
import io.orchestrator.actors.risk.StopsIntents.Stopped;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.workflow.RunQuery;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Rounds against a directory that may fail. */
class IntentStopRoundsTest {
  private static final Instant HALTED = Instant.parse("2026-11-20T15:30:00Z");

  private final KeptEvents events = new KeptEvents();
  private final List<WorkflowSummary> directory = new ArrayList<>();
  private final List<String> cancelled = new ArrayList<>();
  private final Set<String> stuck = new HashSet<>();
  private boolean busy;
  private final IntentStops stops = new IntentStops(workflows(), events);

  private Workflows workflows() {
    return (Workflows)
        Proxy.newProxyInstance(
            Workflows.class.getClassLoader(),
            new Class<?>[] {Workflows.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "list" -> list((RunQuery) arguments[0]);
                  case "cancel" -> cancel((String) arguments[0]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private CompletionStage<List<WorkflowSummary>> list(RunQuery query) {
    return busy
        ? CompletableFuture.failedStage(new IllegalStateException("the database is busy"))
        : CompletableFuture.completedStage(
            directory.stream()
                .filter(r -> query.state().equals(Optional.of(r.state())))
                .filter(r -> query.type().equals(Optional.of(r.workflow())))
                .filter(r -> query.to().map(r.startedAt()::isBefore).orElse(true))
                .toList());
  }

  private CompletionStage<Object> cancel(String id) {
    if (stuck.contains(id)) {
      return CompletableFuture.failedStage(new IllegalStateException("no answer of " + id));
    }
    cancelled.add(id);
    return CompletableFuture.completedStage(null);
  }

  private void runs(String id, WorkflowType type, RunState state) {
    directory.add(
        new WorkflowSummary(
            id, type, state, "ann", HALTED.minusSeconds(directory.size() + 1), Optional.empty()));
  }

  private Stopped round(Set<String> known) {
    return get(stops.stop(new Halt("trading halted: drill", Optional.empty(), known)));
  }

  @Test
  void whoMeansToTradeIsCancelledInWhateverStateItIs() {
    runs("a", WorkflowType.ANALYSIS_TO_TRADE, RunState.RUNNING);
    runs("b", WorkflowType.PORTFOLIO_REBALANCE, RunState.WAITING);
    runs("c", WorkflowType.ANALYSIS_TO_TRADE, RunState.PAUSED);
    runs("d", WorkflowType.PORTFOLIO_REBALANCE, RunState.UNKNOWN);
    runs("e", WorkflowType.STRATEGY_OPTIMIZATION, RunState.RUNNING);
    runs("f", WorkflowType.ANALYSIS_TO_TRADE, RunState.COMPLETED);
    assertEquals(new Stopped(Set.of("a", "b", "c", "d"), false), round(Set.of()));
    assertEquals(Set.of("a", "b", "c", "d"), Set.copyOf(cancelled));
    assertEquals(1, events.count(EventTypes.INTENTS_CANCELLED));
    // One in doubt stays so for a while: it is told once.
    directory.removeIf(r -> r.state() != RunState.UNKNOWN);
    assertEquals(new Stopped(Set.of(), true), round(Set.of("a", "b", "c", "d")));
    assertEquals(4, cancelled.size());
    assertEquals(1, events.count(EventTypes.INTENTS_CANCELLED));
  }

  @Test
  void aDirectoryThatIsBusyOrARunThatDoesNotAnswerIsNotTheEnd() {
    runs("a", WorkflowType.ANALYSIS_TO_TRADE, RunState.RUNNING);
    runs("b", WorkflowType.ANALYSIS_TO_TRADE, RunState.RUNNING);
    busy = true;
    assertEquals(Stopped.NOT_ASKED, round(Set.of()));
    busy = false;
    stuck.add("b");
    assertEquals(new Stopped(Set.of("a"), false), round(Set.of()));
    directory.removeFirst();
    assertFalse(round(Set.of("a")).complete());
    stuck.clear();
    assertEquals(new Stopped(Set.of("b"), false), round(Set.of("a")));
    directory.clear();
    assertTrue(round(Set.of("a", "b")).complete());
  }

  @Test
  void whoStartedAfterTheReleaseGoesOn() {
    runs("a", WorkflowType.ANALYSIS_TO_TRADE, RunState.RUNNING);
    runs("b", WorkflowType.ANALYSIS_TO_TRADE, RunState.RUNNING);
    Halt released =
        new Halt("trading halted: drill", Optional.of(HALTED.minusMillis(1_500)), Set.of());
    assertEquals(Set.of("b"), get(stops.stop(released)).cancelled());
  }
}
