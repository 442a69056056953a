import io.orchestrator.analysis.information.nearest.Candidate;
import io.orchestrator.analysis.information.nearest.GivenConditions;
import io.orchestrator.analysis.information.nearest.KraskovEstimator;
import io.orchestrator.analysis.information.nearest.KraskovSettings;
import io.orchestrator.analysis.information.nearest.NaiveKraskov;
import io.orchestrator.analysis.information.network.ConditionalInformation;
import io.orchestrator.analysis.information.network.GaussianConditional;
import io.orchestrator.analysis.information.network.Inference;
import io.orchestrator.analysis.information.network.InferenceSettings;
import io.orchestrator.analysis.information.network.InferenceSettings.FalseDiscoverySettings;
import io.orchestrator.analysis.information.network.InferenceSettings.FalseDiscoverySettings.By;
import io.orchestrator.analysis.information.network.KraskovInformation;
import io.orchestrator.analysis.information.network.NetworkInference;
import io.orchestrator.analysis.information.network.NetworkResult;
import io.orchestrator.analysis.information.network.Run;
import io.orchestrator.analysis.information.network.SeriesSet;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Nearest-neighbour and linear information: one thread, and whole networks. */
final class InformationBench {
  private static final KraskovSettings EXACT = KraskovSettings.DEFAULT.exact();
  private static final int SURROGATES = 200;
  private static final int NAIVE_ROWS = 2_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private InformationBench() {}

  /**
   * @param jidt milliseconds of JIDT 1.6.1 on one thread for 1,000, 10,000 and 100,000 rows
   * @param jidtSurrogates seconds for 10,000 rows with 200 surrogates
   * @param targets how many times as fast is demanded: 10,000 rows, with surrogates, 100,000 rows
   */
  private record Measure(
      String name, int conditions, double[] jidt, double jidtSurrogates, double[] targets) {}

  private static final List<Measure> MEASURES =
      List.of(
          new Measure("TE k=l=1", -1, new double[] {8.3, 93, 6_582}, 22.0, new double[] {3, 4, 10}),
          new Measure(
              "CMI 1 cond", 1, new double[] {6.4, 139, 8_894}, 26.3, new double[] {3, 4, 10}),
          new Measure(
              "CMI 5 cond", 5, new double[] {22, 643, 33_548}, 120, new double[] {2, 8, 10}));

  private record Problem(double[][] x, double[][] y, double[][] z) {
    Problem rows(int count) {
      return new Problem(cut(x, count), cut(y, count), cut(z, count));
    }

    private static double[][] cut(double[][] columns, int count) {
      return Arrays.stream(columns).map(c -> Arrays.copyOf(c, count)).toArray(double[][]::new);
    }
  }

  public static void main(String[] arguments) {
    List<String> wanted =
        arguments.length == 0
            ? List.of("estimates", "surrogates", "stopping", "networks", "ksg-sample")
            : List.of(arguments);
    for (String part : wanted) {
      switch (part) {
        case "estimates" -> estimates();
        case "surrogates" -> surrogates();
        case "stopping" -> stopping();
        case "networks" -> networks();
        case "ksg-sample" -> sampledNetwork();
        case "ksg-network" -> largeNetwork(KraskovInformation.DEFAULT, 600);
        default -> throw new IllegalArgumentException("unknown part " + part);
      }
    }
  }

  private static void estimates() {
    System.out.println("One estimate (KSG 1, k = 4, one thread, CPU), JIDT 1.6.1 as noted in 2026");
    for (Measure measure : MEASURES) {
      double[][] columns = vector(100_001, 5, 1);
      double naive = naive(problem(measure, columns).rows(NAIVE_ROWS));
      for (int i = 0; i < 3; i++) {
        int rows = new int[] {1_000, 10_000, 100_000}[i];
        Problem p = problem(measure, columns).rows(rows);
        KraskovEstimator ksg = new KraskovEstimator(EXACT);
        double seconds = best(i == 0 ? 200 : i == 1 ? 15 : 3, () -> ksg.conditional(p.x, p.y, p.z));
        double squares = (double) rows / NAIVE_ROWS;
        System.out.printf(
            Locale.ROOT,
            "%-11s %,8d rows: %9.2f ms   naive x %,7.0f   JIDT %,8.1f ms x %5.1f%s%n",
            measure.name,
            rows,
            seconds * 1e3,
            naive * squares * squares / seconds,
            measure.jidt[i],
            measure.jidt[i] / 1e3 / seconds,
            i == 0 ? "" : target(measure.targets[i == 1 ? 0 : 2]));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "(the naive one measured on %,d rows, its time grows with rows²)%n",
        NAIVE_ROWS);
  }

  private static String target(double times) {
    return String.format(Locale.ROOT, "  (target x %.0f)", times);
  }

  private static void surrogates() {
    System.out.printf("%d surrogates and the value, one thread, CPU%n", SURROGATES);
    for (Measure measure : MEASURES) {
      double[][] columns = vector(10_001, 5, 1);
      for (int rows : new int[] {1_000, 10_000}) {
        Problem p = problem(measure, columns).rows(rows);
        int[][] orders = orders(rows);
        double[] mean = new double[1];
        double seconds = best(rows == 1_000 ? 5 : 2, () -> mean[0] = tested(p, orders));
        double jidt = rows == 10_000 ? measure.jidtSurrogates : measure.jidt[0] * SURROGATES / 1e3;
        System.out.printf(
            Locale.ROOT,
            "%-11s %,8d rows: %9.3f s   JIDT %,6.1f s x %5.1f%s   mean of surrogates %.6f%n",
            measure.name,
            rows,
            seconds,
            jidt,
            jidt / seconds,
            rows == 1_000 ? "" : target(measure.targets[1]),
            mean[0]);
      }
    }
  }

  private static double tested(Problem p, int[][] orders) {
    GivenConditions given = new KraskovEstimator(EXACT).given(p.y, p.z, orders.length + 1);
    Candidate candidate = given.candidate(p.x);
    candidate.information();
    return Arrays.stream(orders).mapToDouble(candidate::information).average().orElseThrow();
  }

  private static int[][] orders(int rows) {
    Random random = new Random(7);
    int[][] orders = new int[SURROGATES][];
    for (int s = 0; s < SURROGATES; s++) {
      int[] order = IntStream.range(0, rows).toArray();
      for (int i = rows - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swap = order[i];
        order[i] = order[j];
        order[j] = swap;
      }
      orders[s] = order;
    }
    return orders;
  }

  /** Targets that nothing drives: inclusion ends as soon as it is lost. */
  private static void stopping() {
    double[][] noise = new double[6][1_000];
    Random random = new Random(3);
    for (double[] series : noise) {
      Arrays.setAll(series, i -> random.nextGaussian());
    }
    SeriesSet set = SeriesSet.of(noise);
    double stopped = best(2, () -> infer(set, KraskovInformation.DEFAULT, Run.alone(), By.NOTHING));
    Problem p =
        new Problem(
            Arrays.copyOf(noise, 1), Arrays.copyOfRange(noise, 1, 2), new double[][] {noise[2]});
    int[][] orders = orders(1_000);
    double each = best(3, () -> tested(p, orders)) / SURROGATES;
    // Per target: 5 own lags, then 25 candidates, each with all of its surrogates.
    double whole = 6 * 30 * SURROGATES * each;
    System.out.printf(
        Locale.ROOT,
        "Early stopping: 6 series of noise, %.2f s of CPU; all surrogates would take %.1f s, x %.1f%n",
        stopped,
        whole,
        whole / stopped);
  }

  private static void networks() {
    for (int rows : new int[] {1_000, 10_000}) {
      SeriesSet five = SeriesSet.of(fiveNodes(rows, 0));
      int[] links = new int[1];
      double seconds =
          best(
              40,
              () ->
                  links[0] =
                      infer(five, new GaussianConditional(), Run.alone(), By.TARGET_JOINT)
                          .edges()
                          .size());
      double idtxl = rows == 1_000 ? 2.4 : 75.9;
      System.out.printf(
          Locale.ROOT,
          "Linear network of 5 nodes, %,d rows: %.1f ms, %d links; IDTxl 1.6 %.1f s x %,.0f%s%n",
          rows,
          seconds * 1e3,
          links[0],
          idtxl,
          idtxl / seconds,
          target(100));
    }
    largeNetwork(new GaussianConditional(), 10);
  }

  private static void largeNetwork(ConditionalInformation estimator, int limit) {
    SeriesSet series = SeriesSet.of(chain(20, 1_000, 5));
    try (ExecutorService helpers = Executors.newFixedThreadPool(2)) {
      Run run =
          new Run(
              helpers, 2, () -> false, InstantSource.system(), Duration.ofHours(1), (s, w) -> {});
      for (By by : new By[] {By.NOTHING, By.TARGET}) {
        long wall = System.nanoTime();
        double cpu = processCpu();
        NetworkResult result = infer(series, estimator, run, by);
        System.out.printf(
            Locale.ROOT,
            "%s, 20 series x 1,000, lags 1 to 5, 200/200/500/500, %s: %.1f s on two threads, CPU"
                + " %.1f s, limit %d s; %d links (19 are there)%n",
            result.estimator(),
            by.name().toLowerCase(Locale.ROOT),
            (System.nanoTime() - wall) / 1e9,
            processCpu() - cpu,
            limit,
            result.edges().size());
      }
    }
  }

  /** Every fifth target of the large network, on one thread. */
  private static void sampledNetwork() {
    SeriesSet series = SeriesSet.of(chain(20, 1_000, 5));
    List<Integer> targets = List.of(0, 5, 10, 15);
    long before = THREADS.getCurrentThreadCpuTime();
    int links =
        inference(KraskovInformation.DEFAULT, Run.alone(), By.NOTHING)
            .analyse(series, targets, List.of(), target -> {})
            .edges()
            .size();
    double cpu = (THREADS.getCurrentThreadCpuTime() - before) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "kraskov, 4 of 20 targets, 200/200/500/500: CPU %.0f s, %d links (3 are there); all 20 at"
            + " that rate %.1f min on two cores, limit 10 min%n",
        cpu,
        links,
        cpu * 5 / 2 / 60);
  }

  private static NetworkResult infer(
      SeriesSet series, ConditionalInformation estimator, Run run, By by) {
    return inference(estimator, run, by).analyse(series);
  }

  private static NetworkInference inference(ConditionalInformation estimator, Run run, By by) {
    InferenceSettings idtxl = InferenceSettings.of(1, 5);
    InferenceSettings settings =
        new InferenceSettings(
            idtxl.maxLagSources(),
            idtxl.minLagSources(),
            idtxl.maxLagTarget(),
            1,
            1,
            idtxl.maxStatistic(),
            idtxl.minStatistic(),
            idtxl.omnibus(),
            idtxl.sequential(),
            idtxl.storage(),
            idtxl.permutations(),
            List.of(),
            false,
            new FalseDiscoverySettings(by, 0.05, true),
            0);
    return new NetworkInference(Inference.MULTIVARIATE_TE, estimator, settings, run);
  }

  private static double naive(Problem p) {
    return best(2, () -> new NaiveKraskov(EXACT).local(p.x, p.y, p.z));
  }

  /** Least CPU seconds of this thread. */
  private static double best(int rounds, Runnable work) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < rounds + Math.min(5, rounds / 2); round++) {
      long before = THREADS.getCurrentThreadCpuTime();
      work.run();
      best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - before) / 1e9);
    }
    return best;
  }

  private static double processCpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private static Problem problem(Measure measure, double[][] v) {
    if (measure.conditions < 0) {
      int rows = v[0].length - 1;
      return new Problem(
          new double[][] {Arrays.copyOf(v[0], rows)},
          new double[][] {Arrays.copyOfRange(v[1], 1, rows + 1)},
          new double[][] {Arrays.copyOf(v[1], rows)});
    }
    return new Problem(
        new double[][] {v[0]},
        new double[][] {v[1]},
        Arrays.copyOfRange(v, 2, 2 + measure.conditions));
  }

  /** x, y and the z of a vector autoregression: x drives all, the z drive y. */
  private static double[][] vector(int rows, int conditions, long seed) {
    Random random = new Random(seed);
    double[][] v = new double[2 + conditions][rows];
    double[] last = new double[v.length];
    for (int t = -200; t < rows; t++) {
      double[] now = new double[v.length];
      now[0] = 0.5 * last[0] + random.nextGaussian();
      now[1] = 0.5 * last[1] + 0.5 * last[0] + random.nextGaussian();
      for (int i = 2; i < v.length; i++) {
        now[1] += 0.1 * last[i];
        now[i] = 0.5 * last[i] + 0.3 * last[0] + random.nextGaussian();
      }
      last = now;
      for (int i = 0; t >= 0 && i < v.length; i++) {
        v[i][t] = now[i];
      }
    }
    return v;
  }

  /** Baccalá and Sameshima's linear five nodes. */
  private static double[][] fiveNodes(int rows, long seed) {
    Random random = new Random(seed);
    double root = Math.sqrt(2);
    int all = rows + 200;
    double[][] x = new double[5][all];
    for (int t = 3; t < all; t++) {
      x[0][t] = 0.95 * root * x[0][t - 1] - 0.9025 * x[0][t - 2] + random.nextGaussian();
      x[1][t] = 0.5 * x[0][t - 2] + random.nextGaussian();
      x[2][t] = -0.4 * x[0][t - 3] + random.nextGaussian();
      x[3][t] =
          -0.5 * x[0][t - 2] + 0.25 * root * (x[3][t - 1] + x[4][t - 1]) + random.nextGaussian();
      x[4][t] = 0.25 * root * (x[4][t - 1] - x[3][t - 1]) + random.nextGaussian();
    }
    return Arrays.stream(x)
        .map(series -> Arrays.copyOfRange(series, 200, all))
        .toArray(double[][]::new);
  }

  /** Each series remembers a little and follows the one before it at lag 2. */
  private static double[][] chain(int series, int rows, long seed) {
    Random random = new Random(seed);
    double[][] x = new double[series][rows];
    for (int t = 0; t < rows; t++) {
      for (int s = 0; s < series; s++) {
        double drive = s > 0 && t >= 2 ? 0.4 * x[s - 1][t - 2] : 0;
        x[s][t] = (t > 0 ? 0.3 * x[s][t - 1] : 0) + drive + random.nextGaussian();
      }
    }
    return x;
  }
}
