package io.orchestrator.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.actors.strategy.StrategyRegister;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.StrategyStore;
import io.orchestrator.domain.strategy.StrategyEvent.Promoted;
import io.orchestrator.domain.strategy.StrategyEvent.Reviewed;
import io.orchestrator.domain.strategy.StrategyEvent.RolledBack;
import io.orchestrator.domain.strategy.StrategyEvent.VersionAdded;
import io.orchestrator.domain.strategy.StrategyLine.Pace;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrategyOptimizationTest {
  @TempDir Path folder;
  private final Crashes crashes = new Crashes();
  private final FakeMarket market = new FakeMarket(crashes);

  private final RecordedEvents events = new RecordedEvents();

  private RunBench bench(Path where, StrategyStore store) {
    return new RunBench(
        clock ->
            StrategyOptimization.program(
                new StrategyOptimization.Dependencies(
                    market,
                    TradingCalendar.nyse(),
                    new StrategyRegister(
                        List.of("momentum", "breakout", "mean_reversion"),
                        store,
                        events,
                        Pace.DEFAULT,
                        market::now,
                        Runnable::run),
                    where,
                    2,
                    () -> false)));
  }

  private static Map<String, Object> parameters(Object... more) {
    var p = new HashMap<String, Object>(Map.of("symbols", List.of("AAA", "BBB")));
    p.put("bars", 600);
    p.put("strategies", List.of("momentum", "breakout"));
    p.put("top", 1);
    p.put("iterations", 20);
    for (int i = 0; i < more.length; i += 2) {
      p.put((String) more[i], more[i + 1]);
    }
    return p;
  }

  @Test
  void noiseIsReportedWithReasonsAndNotPromoted() throws Exception {
    WorkflowRun run =
        bench(folder, new MemoryStrategies(crashes)).start(parameters("execute", true));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    Map<String, Object> updated = run.step(StrategyOptimization.UPDATE_PARAMETERS).output();
    Map<String, Object> row = Json.rows(updated, "strategies").getFirst();
    assertEquals(false, row.get("promoted"));
    assertEquals(1L, Json.whole(row, "version"));
    assertTrue(
        Json.texts(row, "reasons_against").stream().anyMatch(r -> r.contains("RTS 6")),
        row.toString());
    Path report = Path.of(Json.texts(updated, "reports").getFirst());
    assertTrue(Files.readString(report).contains("Not to be promoted"));
  }

  @Test
  void whereverItDiesTheRunAddsOneVersion() {
    var first = new MemoryStrategies(crashes);
    crashes.plan(0, true);
    bench(folder, first).start(parameters());
    int calls = crashes.calls();
    List<String> expected = told(first);
    assertEquals(List.of("VersionAdded 1"), expected);
    for (int call = 1; call <= calls; call++) {
      var store = new MemoryStrategies(crashes);
      crashes.plan(call, true);
      RunBench again = bench(folder.resolve("again-" + call), store);
      assertEquals(RunState.COMPLETED, again.start(parameters()).state());
      assertEquals(expected, told(store), "died at call " + call);
    }
  }

  private static List<String> told(StrategyStore store) {
    return store.names().stream()
        .flatMap(name -> store.events(name).stream())
        .map(
            e ->
                switch (e) {
                  case VersionAdded v -> "VersionAdded " + v.version();
                  case Promoted v -> "Promoted " + v.version() + " to " + v.to();
                  case RolledBack v -> "RolledBack " + v.version();
                  case Reviewed v -> "Reviewed " + v.version();
                })
        .toList();
  }

  @Test
  void whatFulfilsEveryRuleBeginsItsWayOnPaperOnceWhereverItDies() {
    market.reverting = true;
    Map<String, Object> wished =
        parameters(
            "execute",
            true,
            "strategies",
            List.of("mean_reversion"),
            "max_instruments",
            2,
            "max_position",
            1e5,
            "max_order_value",
            1e5,
            "max_messages_per_minute",
            60,
            "max_strategy_loss",
            1e4);
    var first = new MemoryStrategies(crashes);
    crashes.plan(0, true);
    WorkflowRun run = bench(folder, first).start(wished);
    int calls = crashes.calls();
    Map<String, Object> row =
        Json.rows(run.step(StrategyOptimization.UPDATE_PARAMETERS).output(), "strategies")
            .getFirst();
    assertEquals(List.of(), row.get("reasons_against"), row.toString());
    assertEquals("shadow", row.get("stage"));
    List<String> expected = List.of("VersionAdded 1", "Promoted 1 to SHADOW");
    assertEquals(expected, told(first));
    // The last two calls are the writes.
    for (int call = calls - 1; call <= calls; call++) {
      for (boolean after : new boolean[] {false, true}) {
        var store = new MemoryStrategies(crashes);
        crashes.plan(call, after);
        RunBench again = bench(folder.resolve("died-" + call + after), store);
        assertEquals(RunState.COMPLETED, again.start(wished).state());
        assertEquals(expected, told(store), "died at call " + call);
      }
    }
  }
}
