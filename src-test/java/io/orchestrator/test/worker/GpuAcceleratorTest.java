package io.orchestrator.test.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.adapters.worker.GpuAccelerator;
import io.orchestrator.adapters.worker.GpuProbeService;
import io.orchestrator.adapters.worker.WorkerSettings;
import io.orchestrator.analysis.information.nearest.KraskovEstimator;
import io.orchestrator.analysis.information.nearest.KraskovSettings;
import io.orchestrator.analysis.information.network.Inference;
import io.orchestrator.analysis.information.network.InferenceSettings;
import io.orchestrator.analysis.information.network.KraskovInformation;
import io.orchestrator.analysis.information.network.NetworkInference;
import io.orchestrator.analysis.information.network.NetworkResult;
import io.orchestrator.analysis.information.network.Run;
import io.orchestrator.analysis.information.network.SeriesSet;
import io.orchestrator.analysis.risk.MonteCarloEstimate;
import io.orchestrator.analysis.risk.MonteCarloRisk;
import io.orchestrator.analysis.risk.MonteCarloSettings;
import io.orchestrator.analysis.risk.ReturnModel;
import io.orchestrator.analysis.worker.CpuForGpuWorker;
import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.port.Accelerator.Neighbours;
import io.orchestrator.domain.port.Accelerator.NotComputed;
import io.orchestrator.domain.port.Accelerator.Variable;
import io.orchestrator.domain.resource.DeviceLease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All but the device: problems through the pipe into another process and back, and its deaths. */
@Timeout(300)
class GpuAcceleratorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double[][] NOTHING = new double[0][];

  @TempDir Path directory;
  private GpuProbeService service;
  private final DeviceLease lease = new DeviceLease();
  private GpuAccelerator gpu;

  @BeforeEach
  void start() throws IOException {
    behave("well");
    open(CpuForGpuWorker.class.getName(), 1 << 20);
  }

  @AfterEach
  void close() {
    gpu.close();
  }

  private void open(String mainClass, int maxFrameBytes) {
    WorkerSettings usual = WorkerSettings.in(directory);
    WorkerSettings settings =
        new WorkerSettings(
            usual.classPath(),
            mainClass,
            directory,
            256,
            64,
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            usual.idleShutdown(),
            usual.maxModelAge(),
            maxFrameBytes,
            usual.maxSymbols(),
            usual.maxBarsPerSymbol(),
            usual.niceness());
    service = new GpuProbeService(true, settings, List.of(directory.resolve("behaviour")));
    gpu = new GpuAccelerator(service, settings, lease, "test", DeviceLease.Urgency.ANALYSIS);
  }

  private void behave(String how) throws IOException {
    Files.writeString(directory.resolve("behaviour"), how);
  }

  /** Orders of 2 variables that need several messages of at most a mebibyte. */
  @Test
  void informationOfManyOrdersInSeveralMessages() throws Exception {
    Random random = new Random(6);
    int rows = 3_000;
    double[][] y = {random.doubles(rows).toArray()};
    double[][] z = {random.doubles(rows).toArray()};
    List<Variable> variables =
        List.of(
            new Variable(new double[][] {random.doubles(rows).toArray()}, orders(70, rows)),
            new Variable(
                new double[][] {random.doubles(rows).toArray(), random.doubles(rows).toArray()},
                orders(20, rows)));
    double[][] found = gpu.information(new Neighbours(4, 1, 0, y, z, variables));
    for (int v = 0; v < 2; v++) {
      var candidate =
          new KraskovEstimator(KraskovSettings.DEFAULT.raw())
              .given(y, z, 100)
              .candidate(variables.get(v).x());
      int[][] orders = variables.get(v).orders();
      assertEquals(orders.length, found[v].length);
      for (int o = 0; o < orders.length; o += 19) {
        assertEquals(candidate.information(orders[o]), found[v][o], 1e-12, v + ", " + o);
      }
    }
  }

  private static int[][] orders(int count, int rows) {
    return IntStream.range(0, count)
        .mapToObj(o -> IntStream.range(0, rows).map(i -> (i * 7 + o * 13) % rows).toArray())
        .toArray(int[][]::new);
  }

  @Test
  void lossesAreThoseOfTheCpu() {
    assertTrue(service.decide(PATIENCE).detail().startsWith("gpu Test device"));
    MonteCarloEstimate there = simulated();
    assertEquals("gpu", there.device());
    gpu.close();
    MonteCarloEstimate here = simulated();
    assertEquals("cpu", here.device());
    assertEquals(here.var99(), there.var99());
    assertEquals(here.expectedShortfall(), there.expectedShortfall());
  }

  private MonteCarloEstimate simulated() {
    ReturnModel model =
        new ReturnModel(new double[] {0.001, 0}, new double[][] {{4e-4, 1e-4}, {1e-4, 9e-4}}, 4);
    return MonteCarloRisk.of(
        model, new double[] {5_000, -1_000}, MonteCarloSettings.DEFAULT.withPaths(20_000), gpu);
  }

  @Test
  void oneDeathCostsOneRetry() throws Exception {
    service.decide(PATIENCE);
    behave("crash-once");
    assertEquals("gpu", simulated().device());
    assertTrue(gpu.available());
  }

  @Test
  void twoDeathsCostTheGpuUntilSomebodyAsksForRecovery() throws Exception {
    service.decide(PATIENCE);
    assertTrue(gpu.available());
    behave("crash");
    assertEquals("cpu", simulated().device());
    assertFalse(gpu.available());
    String detail = service.probe().detail();
    assertTrue(detail.startsWith("cpu-only after a failure: "), detail);
    assertTrue(detail.contains("exit status 127") && detail.contains("symbol lookup"), detail);
    assertTrue(service.probe().impaired() && service.probe().reachable());
    behave("well");
    service.restartComponent();
    service.decide(PATIENCE);
    assertEquals("gpu", simulated().device());
  }

  @Test
  void aRefusalIsNoDeath() throws Exception {
    service.decide(PATIENCE);
    behave("refuse");
    assertEquals("cpu", simulated().device());
    assertTrue(gpu.available(), "memory that another program holds now comes back");
  }

  @Test
  void anAnswerThatLacksNumbersIsNotBelieved() throws Exception {
    service.decide(PATIENCE);
    behave("short");
    assertEquals("cpu", simulated().device());
    assertFalse(gpu.available());
  }

  /** The worker as it is, on a machine without a driver: a reason, no crash. */
  @Test
  void withoutADriverThereIsAReason() {
    gpu.close();
    open("io.orchestrator.analysis.worker.WorkerMain", 1 << 20);
    if (Files.exists(Path.of("/dev/nvidiactl"))) {
      return; // The reason would be another one.
    }
    String detail = service.decide(PATIENCE).detail();
    assertEquals("cpu-only: no CUDA driver", detail);
    assertFalse(gpu.available());
    double[][] y = {new double[50]};
    Neighbours problem =
        new Neighbours(4, 1, 0, y, NOTHING, List.of(new Variable(y, new int[][] {new int[50]})));
    String reason = assertThrows(NotComputed.class, () -> gpu.information(problem)).getMessage();
    assertTrue(reason.contains("the CUDA binding cannot be loaded"), reason);
    assertEquals(detail, service.probe().detail(), "a refusal leaves the verdict");
  }

  /** Same links, chances and decisions, whichever computed; also when it dies on the way. */
  @Test
  void aNetworkIsTheSameWithAndWithoutAccelerator() throws Exception {
    SeriesSet series = coupled(2_300);
    NetworkResult alone = infer(series, KraskovInformation.DEFAULT);
    assertFalse(alone.edges().isEmpty());
    service.decide(PATIENCE);
    Counted counted = new Counted(gpu, new AtomicInteger());
    KraskovInformation accelerated = new KraskovInformation(KraskovSettings.DEFAULT.raw(), counted);
    assertSame(alone, infer(series, accelerated));
    assertTrue(counted.answers().get() >= 3, counted + ": inclusion, joint test, single test");
    behave("crash");
    assertSame(alone, infer(series, accelerated));
    assertFalse(gpu.available(), "it was asked");
  }

  /** How many questions of a network the other process answered. */
  private record Counted(GpuAccelerator gpu, AtomicInteger answers) implements Accelerator {
    @Override
    public boolean available() {
      return gpu.available();
    }

    @Override
    public double[][] information(Neighbours problem) throws NotComputed {
      double[][] values = gpu.information(problem);
      answers.incrementAndGet();
      return values;
    }

    @Override
    public double[] losses(Paths problem) throws NotComputed {
      return gpu.losses(problem);
    }
  }

  private static void assertSame(NetworkResult expected, NetworkResult found) {
    assertEquals(expected.edges(), found.edges());
    for (int t = 0; t < expected.targets().size(); t++) {
      var one = expected.targets().get(t);
      var other = found.targets().get(t);
      assertEquals(one.selectedPast(), other.selectedPast());
      assertEquals(one.joint().chance(), other.joint().chance());
      assertEquals(
          one.selectedSources().stream().map(s -> s.tested().chance()).toList(),
          other.selectedSources().stream().map(s -> s.tested().chance()).toList());
    }
    assertArrayEquals(
        expected.adjacency(NetworkResult.Weight.MAX_TE_LAG),
        found.adjacency(NetworkResult.Weight.MAX_TE_LAG));
  }

  private static NetworkResult infer(SeriesSet series, KraskovInformation estimator) {
    return new NetworkInference(
            Inference.MULTIVARIATE_TE, estimator, InferenceSettings.of(1, 1), Run.alone())
        .analyse(series, List.of(1), List.of(), target -> {});
  }

  private static SeriesSet coupled(int length) {
    Random random = new Random(12);
    double[][] series = new double[3][length];
    for (int t = 0; t < length; t++) {
      double before = t == 0 ? 0 : series[0][t - 1];
      series[0][t] = random.nextGaussian();
      series[1][t] = before * before + 0.5 * random.nextGaussian();
      series[2][t] = random.nextGaussian();
    }
    return SeriesSet.of(series);
  }
}
