package io.orchestrator.actors.node;

import static io.orchestrator.actors.trading.DeskFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.actors.api.Workflows;
import io.orchestrator.actors.risk.StopsIntents.Halt;
import io.orchestrator.domain.event.EventTypes;
import io.orchestrator.domain.workflow.RunQuery;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowSummary;
import io.orchestrator.domain.workflow.WorkflowType;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which runs a halt cancels. */
class IntentStopsTest {
  private static final Set<WorkflowType> TRADING =
      Set.of(WorkflowType.ANALYSIS_TO_TRADE, WorkflowType.PORTFOLIO_REBALANCE);

  private final KeptEvents events = new KeptEvents();
  private final List<WorkflowSummary> runs = new ArrayList<>();
  private final Set<String> cancelled = new TreeSet<>();
  private final Set<String> refusing = new HashSet<>();

  IntentStopsTest() {
    for (WorkflowType type : WorkflowType.values()) {
      for (RunState state : RunState.values()) {
        runs.add(
            new WorkflowSummary(
                type + "/" + state, type, state, "ann", Instant.EPOCH, Optional.empty()));
      }
    }
  }

  private void stop() {
    Workflows workflows =
        (Workflows)
            Proxy.newProxyInstance(
                Workflows.class.getClassLoader(),
                new Class<?>[] {Workflows.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "list" ->
                          CompletableFuture.completedStage(listed((RunQuery) arguments[0]));
                      case "cancel" -> cancel((String) arguments[0]);
                      default -> throw new IllegalStateException(method.getName());
                    });
    get(
        new IntentStops(workflows, events)
            .stop(new Halt("trading halted: drill", Optional.empty(), Set.of())));
  }

  private List<WorkflowSummary> listed(RunQuery query) {
    return runs.stream()
        .filter(r -> query.state().equals(Optional.of(r.state())))
        .filter(r -> query.type().equals(Optional.of(r.workflow())))
        .toList();
  }

  private CompletableFuture<Object> cancel(String id) {
    if (refusing.contains(id)) {
      return CompletableFuture.failedFuture(new IllegalStateException("it ended just now"));
    }
    cancelled.add(id);
    return CompletableFuture.completedFuture(null);
  }

  private static Set<String> open() {
    return TRADING.stream()
        .flatMap(
            type ->
                Arrays.stream(RunState.values())
                    .filter(state -> !state.terminal() && state != RunState.CANCELLING)
                    .map(state -> type + "/" + state))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whatever may still go on of the two types that place orders; searches and reviews go on. */
  @Test
  void everyOpenRunThatMayTradeIsCancelledAndNoOther() {
    stop();
    assertEquals(open(), cancelled);
    Set<Object> told = new TreeSet<>();
    events
        .ofType(EventTypes.INTENTS_CANCELLED)
        .forEach(e -> told.addAll((List<?>) e.data().get("workflows")));
    assertEquals(open(), told);
    assertEquals(
        Set.of("trading halted: drill"),
        events.ofType(EventTypes.INTENTS_CANCELLED).stream()
            .map(e -> e.data().get("reason"))
            .collect(Collectors.toSet()));
  }

  @Test
  void oneThatCannotBeCancelledDoesNotKeepTheOthers() {
    refusing.add(WorkflowType.ANALYSIS_TO_TRADE + "/" + RunState.RUNNING);
    WorkflowSummary beside = runs.getFirst();
    runs.add(
        new WorkflowSummary(
            "beside",
            WorkflowType.ANALYSIS_TO_TRADE,
            RunState.RUNNING,
            beside.requestedBy(),
            Instant.EPOCH,
            Optional.empty()));
    stop();
    Set<String> expected = new TreeSet<>(open());
    expected.removeAll(refusing);
    expected.add("beside");
    assertEquals(expected, cancelled);
  }
}
