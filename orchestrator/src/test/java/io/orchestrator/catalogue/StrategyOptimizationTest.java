package io.orchestrator.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrategyOptimizationTest {
  @TempDir Path folder;
  private final Crashes crashes = new Crashes();
  private final FakeMarket market = new FakeMarket(crashes);

  private RunBench bench(Path where) {
    return new RunBench(
        clock ->
            StrategyOptimization.program(
                new StrategyOptimization.Dependencies(market, TradingCalendar.nyse(), where, 2)));
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
    WorkflowRun run = bench(folder).start(parameters("execute", true));
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
  void whereverItDiesTheBookHasOneVersionOfTheRun() throws Exception {
    bench(folder).start(parameters());
    int calls = crashes.calls();
    String expected = Files.readString(folder.resolve("strategies.jsonl"));
    for (int call = 1; call <= calls; call++) {
      Path own = folder.resolve("again-" + call);
      crashes.plan(call, true);
      RunBench again = bench(own);
      assertEquals(RunState.COMPLETED, again.start(parameters()).state());
      assertEquals(expected, Files.readString(own.resolve("strategies.jsonl")));
    }
  }

  @Test
  void theBookKeepsVersionsRepeatsNothingAndCutsATornLine() throws Exception {
    var book = new StrategyBook(folder);
    Map<String, Object> content = Map.of("parameters", Map.of("lookback", 100.0));
    assertEquals(1, book.record(StrategyBook.CHALLENGER, "momentum", "a", content));
    assertEquals(1, book.record(StrategyBook.CHALLENGER, "momentum", "a", content));
    assertTrue(book.champion("momentum").isEmpty());
    assertEquals(2, book.record(StrategyBook.CHALLENGER, "momentum", "b", content));
    assertEquals(2, book.record(StrategyBook.PROMOTED, "momentum", "b", content));
    Files.writeString(
        folder.resolve("strategies.jsonl"), "{\"event\":\"prom", StandardOpenOption.APPEND);
    var after = new StrategyBook(folder);
    assertEquals(2L, Json.whole(after.champion("momentum").orElseThrow(), "version"));
    assertEquals(3, after.record(StrategyBook.PROMOTED, "momentum", "c", content));
    assertEquals(3L, Json.whole(after.champion("momentum").orElseThrow(), "version"));
  }
}
