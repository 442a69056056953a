import io.orchestrator.analysis.risk.MonteCarloEstimate;
import io.orchestrator.analysis.risk.MonteCarloRisk;
import io.orchestrator.analysis.risk.MonteCarloSettings;
import io.orchestrator.analysis.risk.MonteCarloSettings.Revaluation;
import io.orchestrator.analysis.risk.ReturnModel;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/** 100,000 paths of 100 assets beside the loop that one would write first. */
public final class MonteCarloBench {
  private static final int ASSETS = 100;
  private static final int PATHS = 100_000;
  private static final int NAIVE_PATHS = 5_000;
  private static final int ROUNDS = 7;

  private MonteCarloBench() {}

  public static void main(String[] arguments) {
    Random random = new Random(1);
    double[][] returns = new double[500][ASSETS];
    for (double[] row : returns) {
      double market = 0.01 * random.nextGaussian();
      Arrays.setAll(row, a -> market + 0.015 * random.nextGaussian());
    }
    double[] exposures = random.doubles(ASSETS, -50_000, 100_000).toArray();
    ReturnModel normal = ReturnModel.of(returns);
    double naive = naive(normal, exposures);
    System.out.printf(
        Locale.ROOT,
        "%,d paths x %d assets, limit 1 s on two cores; best of %d%n",
        PATHS,
        ASSETS,
        ROUNDS);
    for (Revaluation revaluation : Revaluation.values()) {
      for (double degrees : new double[] {ReturnModel.NORMAL, 4}) {
        measure(normal.withDegreesOfFreedom(degrees), exposures, revaluation, naive);
      }
    }
    System.out.printf(
        Locale.ROOT, "naive loop, one core: %.2f s (of %,d paths)%n", naive, NAIVE_PATHS);
  }

  private static void measure(
      ReturnModel model, double[] exposures, Revaluation revaluation, double naive) {
    MonteCarloSettings settings =
        MonteCarloSettings.DEFAULT.withPaths(PATHS).withRevaluation(revaluation);
    double wall = Double.MAX_VALUE;
    double cpu = Double.MAX_VALUE;
    MonteCarloEstimate estimate = null;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      double before = cpuSeconds();
      estimate = MonteCarloRisk.of(model, exposures, settings);
      wall = Math.min(wall, (System.nanoTime() - start) / 1e9);
      cpu = Math.min(cpu, cpuSeconds() - before);
    }
    System.out.printf(
        Locale.ROOT,
        "%-10s %-9s %.3f s, CPU %.3f s; naive / ours, CPU: %.1f; VaR 99 %,.0f +- %,.0f%n",
        revaluation.name().toLowerCase(Locale.ROOT),
        Double.isInfinite(model.degreesOfFreedom()) ? "normal" : "student",
        wall,
        cpu,
        naive / cpu,
        estimate.var99(),
        estimate.var99Error());
  }

  private static double cpuSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  /** A path after the other: normals of java.util.Random, times a Cholesky factor; of all paths. */
  private static double naive(ReturnModel model, double[] exposures) {
    double[][] root = new double[ASSETS][ASSETS];
    for (int i = 0; i < ASSETS; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = model.covariance()[i][j];
        for (int k = 0; k < j; k++) {
          sum -= root[i][k] * root[j][k];
        }
        root[i][j] = i == j ? Math.sqrt(sum) : sum / root[j][j];
      }
    }
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      double before = cpuSeconds();
      Random random = new Random(round);
      double[] losses = new double[NAIVE_PATHS];
      for (int p = 0; p < NAIVE_PATHS; p++) {
        double[] z = new double[ASSETS];
        for (int f = 0; f < ASSETS; f++) {
          z[f] = random.nextGaussian();
        }
        for (int i = 0; i < ASSETS; i++) {
          double move = model.means()[i];
          for (int f = 0; f <= i; f++) {
            move += root[i][f] * z[f];
          }
          losses[p] -= exposures[i] * move;
        }
      }
      Arrays.sort(losses);
      best = Math.min(best, cpuSeconds() - before);
    }
    return best * PATHS / NAIVE_PATHS;
  }
}
