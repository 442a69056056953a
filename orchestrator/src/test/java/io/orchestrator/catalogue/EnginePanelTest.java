package io.orchestrator.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.orchestrator.actors.workflow.StepContext;
import io.orchestrator.actors.workflow.StepFailure;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.EngineResult;
import io.orchestrator.domain.health.ProbeResult;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.AnalysisEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An engine works once for all who ask the same, and its answer is used for an hour. */
class EnginePanelTest {
  private static final Instant T0 = Instant.parse("2026-01-07T16:00:00Z");
  private static final AnalysisRequest REQUEST =
      new AnalysisRequest(Map.of(), Timeframe.D1, 1, Map.of());

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SlowEngine engine = new SlowEngine();
  private volatile Instant now = T0;
  private volatile String inCharge = "1d1";
  private final EnginePanel panel =
      new EnginePanel(List.of(engine), threads, () -> now, Duration.ofHours(1), e -> inCharge);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void runsThatAskTheSameAtOnceShareOneAnswer() throws Exception {
    List<CompletableFuture<Map<String, Object>>> runs = start(8);
    engine.goOn.countDown();
    for (var run : runs) {
      assertEquals("slow", results(run).getFirst().engine());
    }
    assertEquals(1, engine.runs.get());
  }

  @Test
  void aFailureIsSharedAndNotKept() throws Exception {
    engine.failing = true;
    List<CompletableFuture<Map<String, Object>>> runs = start(8);
    engine.goOn.countDown();
    for (var run : runs) {
      Throwable failure =
          assertThrows(ExecutionException.class, () -> run.get(30, TimeUnit.SECONDS)).getCause();
      assertInstanceOf(StepFailure.class, failure);
    }
    assertEquals(1, engine.runs.get());
    engine.failing = false;
    panel.analyse(new Context(), REQUEST, "data");
    assertEquals(2, engine.runs.get());
  }

  @Test
  void anAnswerOfAModelThatIsNotInChargeAnyMoreIsNotUsed() {
    engine.goOn.countDown();
    panel.analyse(new Context(), REQUEST, "data");
    panel.analyse(new Context(), REQUEST, "data");
    assertEquals(1, engine.runs.get());
    inCharge = "1d2";
    panel.analyse(new Context(), REQUEST, "data");
    assertEquals(2, engine.runs.get());
  }

  @Test
  void anAnswerIsUsedForAnHourAndNoLonger() {
    engine.goOn.countDown();
    panel.analyse(new Context(), REQUEST, "data");
    now = T0.plus(Duration.ofHours(1)).minusMillis(1);
    panel.analyse(new Context(), REQUEST, "data");
    assertEquals(1, engine.runs.get());
    panel.analyse(new Context(), REQUEST, "other data");
    assertEquals(2, engine.runs.get());
    now = T0.plus(Duration.ofHours(1));
    panel.analyse(new Context(), REQUEST, "data");
    assertEquals(3, engine.runs.get());
  }

  /** All of them have asked when this ends: they wait for the engine. */
  private List<CompletableFuture<Map<String, Object>>> start(int count) throws Exception {
    List<CompletableFuture<Map<String, Object>>> runs = new ArrayList<>();
    CountDownLatch waiting = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      runs.add(
          CompletableFuture.supplyAsync(
              () -> panel.analyse(new Context(waiting), REQUEST, "data"), threads));
    }
    assertEquals(true, waiting.await(30, TimeUnit.SECONDS));
    return runs;
  }

  private static List<EngineResult> results(CompletableFuture<Map<String, Object>> run)
      throws Exception {
    return EnginePanel.results(run.get(30, TimeUnit.SECONDS));
  }

  private static final class SlowEngine implements AnalysisEngine {
    final AtomicInteger runs = new AtomicInteger();
    final CountDownLatch goOn = new CountDownLatch(1);
    volatile boolean failing;

    @Override
    public String name() {
      return "slow";
    }

    @Override
    public EngineResult analyse(AnalysisRequest request, Consumer<Double> progress) {
      runs.incrementAndGet();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new AnalysisFailure("stopped", true, e);
      }
      if (failing) {
        throw new AnalysisFailure("it failed", true, null);
      }
      return new EngineResult("slow", List.of(), Map.of(), Map.of());
    }

    @Override
    public ProbeResult probe() {
      return ProbeResult.ok(Duration.ZERO, "slow");
    }

    @Override
    public void reset() {}

    @Override
    public void close() {}
  }

  /**
   * @param waiting counted down when the step waits
   */
  private record Context(CountDownLatch waiting) implements StepContext {
    Context() {
      this(new CountDownLatch(1));
    }

    @Override
    public String workflowId() {
      return "run";
    }

    @Override
    public int attempt() {
      return 1;
    }

    @Override
    public Map<String, Object> parameters() {
      return Map.of();
    }

    @Override
    public Map<String, Object> output(String step) {
      return Map.of();
    }

    @Override
    public String requestedBy() {
      return "test";
    }

    @Override
    public long seed() {
      return 1;
    }

    @Override
    public void progress(double fraction, String message) {}

    @Override
    public boolean cancelled() {
      return false;
    }

    @Override
    public <T> T await(CompletionStage<T> stage) {
      waiting.countDown();
      try {
        return stage.toCompletableFuture().join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }

    @Override
    public <T> T await(CompletionStage<T> stage, Duration atMost) {
      return await(stage);
    }
  }
}
