package io.orchestrator.catalogue;

import io.orchestrator.domain.port.StrategyStore;
import io.orchestrator.domain.strategy.StrategyEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table of strategies, with crashes around each write. */
final class MemoryStrategies implements StrategyStore {
  private final Map<String, List<StrategyEvent>> rows = new HashMap<>();
  private final Crashes crashes;

  MemoryStrategies(Crashes crashes) {
    this.crashes = crashes;
  }

  @Override
  public List<String> names() {
    return rows.keySet().stream().sorted().toList();
  }

  @Override
  public List<StrategyEvent> events(String name) {
    return List.copyOf(rows.getOrDefault(name, List.of()));
  }

  @Override
  public boolean append(String name, long behind, List<StrategyEvent> events) {
    return crashes.around(
        () -> {
          boolean first = events(name).size() == behind;
          if (first) {
            rows.computeIfAbsent(name, n -> new ArrayList<>()).addAll(events);
          }
          return first;
        });
  }
}
