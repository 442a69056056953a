package io.orchestrator.http.routes;

import io.orchestrator.actors.api.Workflows;
import io.orchestrator.domain.workflow.WorkflowType;
import io.orchestrator.domain.workflow.WorkflowView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * Signals as the newest runs left them in their journals: they outlive a restart without a store of
 * their own. Each engine's opinion gets the explanation that the analysis step wrote for it.
 */
final class LatestSignals {
  private final Workflows workflows;

  LatestSignals(Workflows workflows) {
    this.workflows = workflows;
  }

  /** The newest of each symbol, in order of the symbols. */
  CompletionStage<List<Map<String, Object>>> ofAll() {
    return newestFirst()
        .thenApply(
            all -> {
              Map<String, Map<String, Object>> latest = new TreeMap<>();
              all.forEach(signal -> latest.putIfAbsent(RunResults.text(signal, "symbol"), signal));
              return List.copyOf(latest.values());
            });
  }

  /** All of one symbol, newest first. */
  CompletionStage<List<Map<String, Object>>> of(String symbol) {
    return newestFirst()
        .thenApply(all -> all.stream().filter(s -> symbol.equals(s.get("symbol"))).toList());
  }

  /** Where a page ended. */
  static String cursor(Map<String, Object> signal) {
    return RunResults.text(signal, "symbol") + "@" + RunResults.text(signal, "workflow_id");
  }

  /** How many signals are not behind the cursor. */
  static int behind(List<Map<String, Object>> all, String cursor) {
    for (int i = 0; i < all.size(); i++) {
      if (cursor(all.get(i)).equals(cursor)) {
        return i + 1;
      }
    }
    // A newer run has taken its place in the meantime: go on by the symbol.
    String symbol = cursor.split("@", 2)[0];
    return (int)
        all.stream().filter(s -> RunResults.text(s, "symbol").compareTo(symbol) <= 0).count();
  }

  private CompletionStage<List<Map<String, Object>>> newestFirst() {
    return RunResults.newestFirst(workflows, WorkflowType.ANALYSIS_TO_TRADE)
        .thenApply(runs -> runs.stream().flatMap(run -> signals(run).stream()).toList());
  }

  private static List<Map<String, Object>> signals(WorkflowView run) {
    Map<String, Map<String, Object>> opinions = opinions(run);
    String asOf =
        RunResults.value(run, "fetch_market_data", "as_of")
            .map(Object::toString)
            .orElse(run.startedAt().toString());
    List<Map<String, Object>> signals = new ArrayList<>();
    for (Map<String, Object> row :
        RunResults.rows(RunResults.value(run, "generate_signals", "signals").orElse(null))) {
      Map<String, Object> signal = new LinkedHashMap<>();
      signal.put("symbol", row.get("symbol"));
      signal.put("timeframe", run.parameters().getOrDefault("timeframe", ""));
      signal.put("as_of", asOf);
      signal.put("workflow_id", run.workflowId());
      signal.put("direction", row.get("direction"));
      signal.put("strength", row.get("strength"));
      signal.put("confidence", row.get("confidence"));
      signal.put("explanation", explained(row, opinions));
      signals.add(signal);
    }
    return signals;
  }

  /** By engine and symbol. */
  private static Map<String, Map<String, Object>> opinions(WorkflowView run) {
    Map<String, Map<String, Object>> opinions = new LinkedHashMap<>();
    for (Map<String, Object> engine :
        RunResults.rows(RunResults.value(run, "run_analysis", "engines").orElse(null))) {
      for (Map<String, Object> prediction : RunResults.rows(engine.get("predictions"))) {
        opinions.put(
            engine.get("engine") + "/" + prediction.get("symbol"),
            RunResults.map(prediction.get("explanation")));
      }
    }
    return opinions;
  }

  private static Map<String, Object> explained(
      Map<String, Object> row, Map<String, Map<String, Object>> opinions) {
    Map<String, Object> explanation = new LinkedHashMap<>(RunResults.map(row.get("explanation")));
    List<Map<String, Object>> engines = new ArrayList<>();
    for (Map<String, Object> engine : RunResults.rows(explanation.get("engines"))) {
      Map<String, Object> whole = new LinkedHashMap<>(engine);
      whole.put(
          "explanation",
          opinions.getOrDefault(engine.get("engine") + "/" + row.get("symbol"), Map.of()));
      engines.add(whole);
    }
    explanation.put("engines", engines);
    return explanation;
  }
}
