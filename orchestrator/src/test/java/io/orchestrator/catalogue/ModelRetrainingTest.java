package io.orchestrator.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.port.AnalysisEngine;
import io.orchestrator.domain.workflow.RunState;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ModelRetrainingTest {
  private final Crashes crashes = new Crashes();
  private final FakeMarket market = new FakeMarket(crashes);
  private final RecordedEvents events = new RecordedEvents();
  private final List<String> asked = new ArrayList<>();
  private final List<Double> failing = new ArrayList<>();

  private final class Learning implements AnalysisEngine {
    private final String name;

    Learning(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public EngineResult analyse(AnalysisRequest request, Consumer<Double> progress) {
      asked.add(name + " " + request.parameters() + " " + request.bars().size());
      if (!failing.isEmpty() && name.equals("neural_network")) {
        failing.removeLast();
        throw new AnalysisFailure("the worker died twice", true, null);
      }
      progress.accept(1.0);
      return new EngineResult(
          name,
          List.of(),
          Map.of(),
          Map.of(
              "model_card", Map.of("version", 4, "kind", "logistic"),
              "champion", Map.of("version", 4, "reason", "fresher and not worse")));
    }

    @Override
    public ProbeResult probe() {
      throw new AssertionError("not asked");
    }

    @Override
    public void reset() {}

    @Override
    public void close() {}
  }

  private RunBench bench() {
    return new RunBench(
        clock ->
            ModelRetraining.program(
                new ModelRetraining.Dependencies(
                    market,
                    events,
                    List.of(
                        new Learning("information_theory"),
                        new Learning("machine_learning"),
                        new Learning("neural_network")),
                    TradingCalendar.nyse(),
                    Runnable::run)));
  }

  private static Map<String, Object> parameters(String engine) {
    return Map.of("symbols", List.of("AAA", "BBB"), "bars", 120, "engine", engine);
  }

  @Test
  void trainsTheEnginesThatLearnAndSaysWhoIsInCharge() {
    WorkflowRun run = bench().start(parameters("all"));
    assertEquals(RunState.COMPLETED, run.state(), run.error().toString());
    assertEquals(List.of("machine_learning {retrain=1} 2", "neural_network {retrain=1} 2"), asked);
    Map<String, Object> output = run.step(ModelRetraining.TRAIN_MODELS).output();
    assertEquals(2, Json.rows(output, "models").size());
    assertEquals("model_retrained", events.drafts.getFirst().type());
    assertEquals("fresher and not worse", events.drafts.getFirst().data().get("reason"));
    assertEquals("wf-1", events.drafts.getFirst().correlationId());
  }

  @Test
  void oneEngineIsEnough() {
    failing.add(1.0);
    WorkflowRun run = bench().start(parameters("all"));
    assertEquals(RunState.COMPLETED, run.state());
    Map<String, Object> output = run.step(ModelRetraining.TRAIN_MODELS).output();
    assertTrue(
        Json.map(output, "failures").get("neural_network").toString().contains("died twice"));
  }

  /** The only engine that was asked failed: one retry of the step, then the run goes on. */
  @Test
  void aDeadWorkerCostsOneRetry() {
    failing.add(1.0);
    WorkflowRun run = bench().start(parameters("neural_network"));
    assertEquals(RunState.COMPLETED, run.state());
    assertEquals(2, run.step(ModelRetraining.TRAIN_MODELS).attempts());
  }

  @Test
  void driftIsToldOncePerModelAndLevel() {
    DriftWatch watch = new DriftWatch(events);
    for (String level : List.of("none", "features", "features", "performance", "none")) {
      watch.look(
          "wf-1",
          List.of(
              Map.of(
                  "engine",
                  "machine_learning",
                  "details",
                  Map.of(
                      "model_card", Map.of("version", 1, "timeframe", "1d"),
                      "drift", Map.of("level", level, "drifted_share", .5, "performance_z", 3)))));
    }
    assertEquals(
        List.of("features", "performance"),
        events.drafts.stream().map(d -> d.data().get("level")).toList());
  }
}
