package io.orchestrator.test.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.worker.RemoteEngine;
import io.orchestrator.adapters.worker.WorkerSettings;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.AnalysisEngine.AnalysisFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The learned engines as the server uses them: client, pipe, process, native libraries. */
@Timeout(180)
class RemoteEngineTest {
  @TempDir Path directory;
  private final List<RemoteEngine> engines = new ArrayList<>();

  @AfterEach
  void close() {
    engines.forEach(RemoteEngine::close);
  }

  private RemoteEngine engine(String name) {
    RemoteEngine engine = new RemoteEngine(name, WorkerSettings.in(directory));
    engines.add(engine);
    return engine;
  }

  /** Symbols whose next return follows their last one. */
  private static AnalysisRequest request(int symbols, int length) {
    Map<Symbol, List<Bar>> bars = new HashMap<>();
    for (int s = 0; s < symbols; s++) {
      Symbol symbol = Symbol.of("S" + s);
      bars.put(symbol, bars(symbol, length, new Random(s)));
    }
    return new AnalysisRequest(bars, Timeframe.D1, 7, Map.of());
  }

  private static List<Bar> bars(Symbol symbol, int length, Random random) {
    List<Bar> bars = new ArrayList<>();
    Instant start = Instant.parse("2020-01-01T14:30:00Z");
    double close = 100;
    double drift = 0;
    for (int t = 0; t < length; t++) {
      double open = close;
      drift = 0.6 * drift + 0.01 * random.nextGaussian();
      close = open * Math.exp(drift);
      bars.add(
          new Bar(
              symbol,
              Timeframe.D1,
              start.plus(Duration.ofDays(t)),
              open,
              Math.max(open, close),
              Math.min(open, close),
              close,
              1_000_000 + random.nextInt(1_000)));
    }
    return bars;
  }

  @Test
  void bothTrainTogetherAndAnswerQuicklyAfterwards() throws Exception {
    RemoteEngine trees = engine("machine_learning");
    RemoteEngine network = engine("neural_network");
    AnalysisRequest request = request(8, 500);
    List<Double> told = Collections.synchronizedList(new ArrayList<>());
    long start = System.nanoTime();
    CompletableFuture<EngineResult> first =
        CompletableFuture.supplyAsync(() -> network.analyse(request, told::add));
    EngineResult treesSay = trees.analyse(request, p -> {});
    EngineResult networkSays = first.get(120, TimeUnit.SECONDS);
    double cold = (System.nanoTime() - start) / 1e9;
    assertEquals(8, treesSay.predictions().size());
    assertEquals(8, networkSays.predictions().size());
    assertTrue(treesSay.predictions().get(0).confidence() > 0.9);
    assertTrue(networkSays.predictions().get(0).confidence() > 0.9);
    assertFalse(told.isEmpty());
    assertEquals(told.stream().sorted().toList(), told);

    start = System.nanoTime();
    network.analyse(request, p -> {});
    double warmNetwork = (System.nanoTime() - start) / 1e9;
    start = System.nanoTime();
    trees.analyse(request, p -> {});
    double warmTrees = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "both trained in %.1f s; warm %.3f s and %.3f s%n", cold, warmNetwork, warmTrees);
    assertTrue(network.probe().reachable() && trees.probe().reachable());
  }

  /** Killed in the middle of a request, it starts again and answers. */
  @Test
  void survivesTheDeathOfItsWorker() throws Exception {
    RemoteEngine trees = engine("machine_learning");
    AnalysisRequest request = request(4, 300);
    trees.analyse(request, p -> {});
    long pid = trees.workerPid();
    assertNotEquals(0, pid);
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    ProcessHandle.of(pid).ifPresent(handle -> handle.onExit().join());
    EngineResult again = trees.analyse(request, p -> {});
    assertEquals(4, again.predictions().size());
    assertNotEquals(pid, trees.workerPid());
    trees.reset();
    assertTrue(trees.probe().reachable());
  }

  @Test
  void badInputIsRefusedWithTheReason() {
    RemoteEngine trees = engine("machine_learning");
    AnalysisRequest tooFew = request(1, 70);
    AnalysisFailure failure =
        assertThrows(AnalysisFailure.class, () -> trees.analyse(tooFew, p -> {}));
    assertFalse(failure.retryable());
    assertTrue(failure.getMessage().contains("rows to learn from"), failure.getMessage());
    AnalysisRequest unknown =
        new AnalysisRequest(tooFew.bars(), Timeframe.D1, 7, Map.of("depth", 3));
    assertTrue(
        assertThrows(AnalysisFailure.class, () -> trees.analyse(unknown, p -> {}))
            .getMessage()
            .contains("depth"));
  }
}
