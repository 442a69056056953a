import io.orchestrator.adapters.worker.RemoteEngine;
import io.orchestrator.adapters.worker.WorkerSettings;
import io.orchestrator.analysis.learn.ModelCard;
import io.orchestrator.analysis.learn.ModelRegistry;
import io.orchestrator.domain.analysis.AnalysisRequest;
import io.orchestrator.domain.analysis.Prediction;
import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Predictions of loaded models through their worker processes, bars to answer. */
final class PredictionBench {
  private static final int ROUNDS = 30;
  private static final int WARM_UP = 20;

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("prediction-bench");
    WorkerSettings settings = WorkerSettings.in(directory);
    ModelRegistry registry = new ModelRegistry(settings.directory().resolve("models"), 5);
    for (String name : List.of("machine_learning", "neural_network")) {
      try (RemoteEngine engine = new RemoteEngine(name, settings)) {
        long start = System.nanoTime();
        engine.analyse(new AnalysisRequest(bars(5, 400), Timeframe.D1, 7, Map.of()), p -> {});
        System.out.printf(
            "%-16s trained on 5 symbols in %.1f s%n", name, (System.nanoTime() - start) / 1e9);
        for (ModelCard card : registry.cards(name, Timeframe.D1.wireName())) {
          registry.promote(card, "measured", Instant.now());
          for (int symbols : new int[] {5, 100, 500}) {
            measure(engine, card.kind(), symbols);
          }
        }
        killed(engine);
      }
    }
  }

  /** Each round has one bar more, as in life: nothing can be answered from a cache. */
  private static void measure(RemoteEngine engine, String kind, int symbols) {
    double[] millis = new double[ROUNDS];
    double[] cpu = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      var request = new AnalysisRequest(bars(symbols, 400 + round), Timeframe.D1, 7, Map.of());
      double before = cpuMillis(engine);
      long start = System.nanoTime();
      List<Prediction> answers = engine.analyse(request, p -> {}).predictions();
      millis[round] = (System.nanoTime() - start) / 1e6;
      cpu[round] = cpuMillis(engine) - before;
      Object answered = answers.getFirst().explanation().get("kind");
      if (answers.size() != symbols || !kind.equals(answered)) {
        throw new IllegalStateException(answers.size() + " answers of a model " + answered);
      }
    }
    double[] warm = Arrays.copyOfRange(millis, WARM_UP, ROUNDS);
    Arrays.sort(warm);
    double[] warmCpu = Arrays.copyOfRange(cpu, WARM_UP, ROUNDS);
    Arrays.sort(warmCpu);
    System.out.printf(
        "%-16s %4d symbols: first %6.1f ms, then median %6.1f ms, best %6.1f, worst %6.1f; CPU of both processes %6.1f"
            + " ms   target < 200 ms%n",
        kind,
        symbols,
        millis[0],
        warm[warm.length / 2],
        warm[0],
        warm[warm.length - 1],
        warmCpu[warm.length / 2]);
  }

  /** Of this process and the worker: on a busy machine the only number that means something. */
  private static double cpuMillis(RemoteEngine engine) {
    return cpuMillis(ProcessHandle.current())
        + cpuMillis(ProcessHandle.of(engine.workerPid()).orElseThrow());
  }

  private static double cpuMillis(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e6;
  }

  private static void killed(RemoteEngine engine) {
    ProcessHandle.of(engine.workerPid()).orElseThrow().destroyForcibly();
    long start = System.nanoTime();
    engine.analyse(new AnalysisRequest(bars(5, 420), Timeframe.D1, 7, Map.of()), p -> {});
    System.out.printf(
        "%-16s worker killed, answered by a new one after %.0f ms%n",
        engine.name(), (System.nanoTime() - start) / 1e6);
  }

  private static Map<Symbol, List<Bar>> bars(int symbols, int length) {
    Map<Symbol, List<Bar>> all = new HashMap<>();
    Instant first = Instant.parse("2024-01-01T14:30:00Z");
    for (int s = 0; s < symbols; s++) {
      Random random = new Random(s);
      List<Bar> bars = new ArrayList<>(length);
      double close = 100;
      double last = 0;
      for (int t = 0; t < length; t++) {
        double open = close;
        last = 0.5 * last + 0.01 * random.nextGaussian();
        close *= Math.exp(last);
        bars.add(
            new Bar(
                Symbol.of("S" + s),
                Timeframe.D1,
                first.plusSeconds(86_400L * t),
                open,
                Math.max(open, close) * 1.002,
                Math.min(open, close) * 0.998,
                close,
                1_000_000 + random.nextInt(100_000)));
      }
      all.put(Symbol.of("S" + s), bars);
    }
    return all;
  }
}
