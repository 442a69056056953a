package io.orchestrator.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.port.AnalysisEngine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EngineServiceTest {
  private final Scripted well = new Scripted("well", true);
  private final Scripted ill = new Scripted("ill", false);

  private static final class Scripted implements AnalysisEngine {
    final String name;
    boolean reachable;
    int resets;

    Scripted(String name, boolean reachable) {
      this.name = name;
      this.reachable = reachable;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public EngineResult analyse(AnalysisRequest request, Consumer<Double> progress) {
      throw new UnsupportedOperationException("only probed");
    }

    @Override
    public ProbeResult probe() {
      return reachable
          ? ProbeResult.ok(Duration.ofMillis(7), name)
          : ProbeResult.down(name + ": gone");
    }

    @Override
    public void reset() {
      resets++;
    }

    @Override
    public void close() {}
  }

  /** A run that is under way in an engine that works must survive the recovery of another. */
  @Test
  void recoveryLeavesWorkingEnginesAlone() {
    var service = new EngineService(List.of(well, ill));
    service.restartComponent();
    service.resetConnection();
    assertEquals(0, well.resets);
    assertEquals(2, ill.resets);
  }

  @Test
  void isDownOnlyWithoutAnyEngine() {
    var service = new EngineService(List.of(well, ill));
    ProbeResult one = service.probe();
    assertTrue(one.reachable() && one.impaired());
    assertTrue(one.detail().contains("ill: gone"), one.detail());
    assertEquals(Optional.of("analysis by well alone"), service.fallBack());
    well.reachable = false;
    assertFalse(service.probe().reachable());
    assertEquals(Optional.empty(), service.fallBack());
  }
}
