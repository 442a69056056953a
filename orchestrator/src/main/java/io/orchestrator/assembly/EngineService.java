package io.orchestrator.assembly;

import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.health.ServiceName;
import io.orchestrator.domain.port.AnalysisEngine;
import io.orchestrator.domain.port.MonitoredService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All analysis engines as one service: one that fails impairs, all that fail are an outage. */
record EngineService(List<AnalysisEngine> engines) implements MonitoredService {
  EngineService {
    engines = List.copyOf(engines);
  }

  @Override
  public ServiceName name() {
    return ServiceName.ANALYSIS;
  }

  @Override
  public ProbeResult probe() {
    Duration slowest = Duration.ZERO;
    List<String> details = new ArrayList<>();
    int down = 0;
    boolean impaired = false;
    for (AnalysisEngine engine : engines) {
      ProbeResult result = engine.probe();
      down += result.reachable() ? 0 : 1;
      impaired |= result.impaired();
      slowest = result.latency().compareTo(slowest) > 0 ? result.latency() : slowest;
      // Each engine says its name.
      details.add(result.detail());
    }
    String detail = String.join("; ", details);
    if (down == engines.size()) {
      return ProbeResult.down(detail);
    }
    return impaired ? ProbeResult.impaired(slowest, detail) : ProbeResult.ok(slowest, detail);
  }

  /** Only engines that do not answer: one that is in the middle of a run must not lose it. */
  @Override
  public void restartComponent() {
    engines.stream().filter(e -> !e.probe().reachable()).forEach(AnalysisEngine::reset);
  }

  @Override
  public void resetConnection() {
    restartComponent();
  }

  /** The engines that work go on alone; a signal says which it was made of. */
  @Override
  public Optional<String> fallBack() {
    List<String> working =
        engines.stream().filter(e -> e.probe().reachable()).map(AnalysisEngine::name).toList();
    return working.isEmpty()
        ? Optional.empty()
        : Optional.of("analysis by " + String.join(", ", working) + " alone");
  }
}
