import io.orchestrator.analysis.gpu.GpuCompute;
import io.orchestrator.analysis.gpu.GpuProbe;
import io.orchestrator.analysis.information.nearest.Candidate;
import io.orchestrator.analysis.information.nearest.KraskovEstimator;
import io.orchestrator.analysis.information.nearest.KraskovSettings;
import io.orchestrator.analysis.risk.PathSimulation;
import io.orchestrator.domain.port.Accelerator.Neighbours;
import io.orchestrator.domain.port.Accelerator.Paths;
import io.orchestrator.domain.port.Accelerator.Variable;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import jcuda.runtime.JCuda;
import jcuda.runtime.cudaDeviceProp;

/** The GPU beside one core: equal numbers (--verify), and how much sooner. */
public final class GpuBench {
  private static final double[][] NOTHING = new double[0][];
  private static final int ROWS = 10_000;
  private static final int SURROGATES = 1_000;
  private static final int ON_CPU = 40;
  private static final double INFORMATION = 1e-10;
  private static final double LOSS = 1e-12;
  private static final int NO_GPU = 3;

  private GpuBench() {}

  public static void main(String[] arguments) {
    Map<String, Object> probe = GpuProbe.run();
    boolean usable = Boolean.TRUE.equals(probe.get("usable"));
    System.out.println((usable ? "GPU: " : "no GPU that can be used: ") + probe);
    if (arguments.length > 0 && arguments[0].equals("--verify")) {
      System.exit(usable ? verify() : NO_GPU);
    }
    double cpu = onCpu();
    System.out.printf(
        Locale.ROOT,
        "one core: %.2f ms for a surrogate of %,d rows (I(X;Y|Z), k = 4)%n",
        1e3 * cpu,
        ROWS);
    if (!usable) {
      System.exit(NO_GPU);
    }
    onGpu(cpu);
  }

  /** CPU seconds of one surrogate, everything prepared for all included. */
  private static double onCpu() {
    Neighbours problem = problem(ROWS, 4, 1, 0, 1, 1, 1, SURROGATES, 1);
    int[][] orders = problem.variables().get(0).orders();
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      double start = threadSeconds();
      Candidate candidate =
          new KraskovEstimator(KraskovSettings.DEFAULT.raw())
              .given(problem.y(), problem.z(), SURROGATES)
              .candidate(problem.variables().get(0).x());
      double prepared = threadSeconds() - start;
      for (int o = 0; o < ON_CPU; o++) {
        candidate.information(orders[o]);
      }
      double each = (threadSeconds() - start - prepared) / ON_CPU + prepared / SURROGATES;
      best = Math.min(best, each);
    }
    return best;
  }

  private static void onGpu(double cpu) {
    Neighbours problem = problem(ROWS, 4, 1, 0, 1, 1, 1, SURROGATES, 1);
    try (GpuCompute gpu = new GpuCompute()) {
      double wall = Double.MAX_VALUE;
      double kernel = Double.MAX_VALUE;
      for (int round = 0; round < 5; round++) {
        long start = System.nanoTime();
        GpuCompute.Information found = gpu.information(problem);
        wall = Math.min(wall, (System.nanoTime() - start) / 1e9);
        kernel = Math.min(kernel, found.kernelMillis() / 1e3);
      }
      System.out.printf(
          Locale.ROOT,
          "%,d surrogates: %.3f s with copies, %.3f s in kernels; times one core: %.0f (limit 50, aim 200)%n",
          SURROGATES,
          wall,
          kernel,
          cpu * SURROGATES / wall);
      // Of each pair and surrogate, both passes: a subtraction and two comparisons, then one and
      // three; a subtraction and a comparison of y and z, twice, are shared by four surrogates.
      double operations = (7 + 8.0 / 4) * ROWS * ROWS * SURROGATES;
      double peak = instructionsPerSecond();
      System.out.printf(
          Locale.ROOT,
          "FP64 instructions: %.2g/s of %.2g/s, a share of %.0f %%%n",
          operations / kernel,
          peak,
          100 * operations / kernel / peak);
    }
  }

  /**
   * Units for float64 of each multiprocessor: CUDA C++ Programming Guide, arithmetic throughput.
   */
  private static double instructionsPerSecond() {
    cudaDeviceProp device = new cudaDeviceProp();
    JCuda.cudaGetDeviceProperties(device, 0);
    boolean full = device.minor == 0 && device.major >= 8 && device.major <= 10;
    return (full ? 64.0 : 2.0) * device.multiProcessorCount * device.clockRate * 1e3;
  }

  /**
   * @return exit status
   */
  private static int verify() {
    double worst = 0;
    double worstLoss = 0;
    try (GpuCompute gpu = new GpuCompute()) {
      int[][] shapes = {
        // rows, k, algorithm, theiler, dimX, dimY, dimZ, orders
        {128, 4, 1, 0, 1, 1, 0, 4},
        {1_000, 4, 1, 0, 1, 1, 1, 201},
        {1_001, 8, 1, 5, 2, 1, 3, 33},
        {777, 50, 1, 0, 1, 2, 2, 9},
        {1_000, 4, 2, 0, 1, 1, 0, 50},
        {1_500, 5, 2, 3, 1, 1, 4, 17},
        {700, 100, 2, 10, 3, 1, 1, 5},
        {10_000, 4, 1, 0, 1, 1, 1, 200},
        {50_000, 4, 1, 0, 1, 1, 5, 6},
      };
      for (int[] s : shapes) {
        double deviation = deviation(gpu, s);
        System.out.printf(
            Locale.ROOT,
            "information %s: largest deviation %.2e nats%n",
            Arrays.toString(s),
            deviation);
        worst = Math.max(worst, deviation);
      }
      for (double degrees : new double[] {Double.POSITIVE_INFINITY, 3, 30}) {
        for (boolean compounded : new boolean[] {false, true}) {
          double deviation = lossDeviation(gpu, degrees, compounded);
          System.out.printf(
              Locale.ROOT,
              "losses, degrees %s, compounded %s: largest deviation %.2e of the gross exposure%n",
              degrees,
              compounded,
              deviation);
          worstLoss = Math.max(worstLoss, deviation);
        }
      }
    }
    boolean right = worst <= INFORMATION && worstLoss <= LOSS;
    System.out.printf(
        Locale.ROOT,
        "%s: information %.2e (limit %.0e), losses %.2e (limit %.0e)%n",
        right ? "equal" : "NOT EQUAL",
        worst,
        INFORMATION,
        worstLoss,
        LOSS);
    return right ? 0 : 1;
  }

  private static double deviation(GpuCompute gpu, int[] s) {
    Neighbours problem = problem(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[0]);
    double[] found = gpu.information(problem).values()[0];
    Candidate candidate =
        new KraskovEstimator(
                KraskovSettings.DEFAULT.raw().withK(s[1]).withAlgorithm(s[2]).withTheiler(s[3]))
            .given(problem.y(), problem.z(), s[7])
            .candidate(problem.variables().get(0).x());
    int[][] orders = problem.variables().get(0).orders();
    return IntStream.range(0, found.length)
        .parallel()
        .mapToDouble(o -> Math.abs(found[o] - candidate.information(orders[o])))
        // NaN is the worst deviation, not none.
        .map(d -> Double.isNaN(d) ? Double.POSITIVE_INFINITY : d)
        .max()
        .orElseThrow();
  }

  private static double lossDeviation(GpuCompute gpu, double degrees, boolean compounded) {
    int assets = 60;
    Random random = new Random(8);
    double[][] factors = new double[assets][assets];
    for (double[] row : factors) {
      Arrays.setAll(row, f -> 0.003 * random.nextGaussian());
    }
    double[] exposures = random.doubles(assets, -1, 1).toArray();
    Paths paths =
        new Paths(new double[assets], factors, exposures, degrees, 100_000, 42, compounded);
    double[] found = gpu.losses(paths);
    double[] expected = PathSimulation.losses(paths);
    double gross = Arrays.stream(exposures).map(Math::abs).sum();
    return IntStream.range(0, found.length)
        .mapToDouble(p -> Math.abs(found[p] - expected[p]) / gross)
        .map(d -> Double.isNaN(d) ? Double.POSITIVE_INFINITY : d)
        .max()
        .orElseThrow();
  }

  private static Neighbours problem(
      int rows, int k, int algorithm, int theiler, int x, int y, int z, int orders, long seed) {
    Random random = new Random(seed);
    double[][] zs = columns(random, z, rows, NOTHING);
    double[][] ys = columns(random, y, rows, zs);
    Variable variable = new Variable(columns(random, x, rows, ys), orders(random, orders, rows));
    return new Neighbours(k, algorithm, theiler, ys, zs, List.of(variable));
  }

  private static double[][] columns(Random random, int count, int rows, double[][] driver) {
    double[][] columns = new double[count][rows];
    for (double[] column : columns) {
      Arrays.setAll(
          column, i -> random.nextGaussian() + (driver.length == 0 ? 0 : 0.5 * driver[0][i]));
    }
    return columns;
  }

  private static int[][] orders(Random random, int count, int rows) {
    int[][] orders = new int[count][];
    for (int o = 0; o < count; o++) {
      int[] order = IntStream.range(0, rows).toArray();
      for (int i = rows - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
      }
      orders[o] = order;
    }
    return orders;
  }

  private static double threadSeconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }
}
