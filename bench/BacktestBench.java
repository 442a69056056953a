import io.orchestrator.analysis.backtest.Backtest;
import io.orchestrator.analysis.backtest.Costs;
import io.orchestrator.analysis.backtest.PriceTable;
import io.orchestrator.analysis.backtest.Search;
import io.orchestrator.analysis.backtest.Strategies;
import io.orchestrator.analysis.backtest.TrialStore;
import io.orchestrator.analysis.portfolio.CovarianceEstimator;
import io.orchestrator.analysis.portfolio.PortfolioConstruction;
import io.orchestrator.analysis.portfolio.PortfolioConstruction.Problem;
import io.orchestrator.analysis.portfolio.WeightLimits;
import io.orchestrator.analysis.portfolio.WeightMethod;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Back-tests and portfolio construction against their targets. */
public final class BacktestBench {
  private static final int NAMES = 20;
  private static final int DAYS = 2_520;

  private BacktestBench() {}

  public static void main(String[] args) {
    PriceTable table = table();
    var backtest = new Backtest(table, Costs.DEFAULT, 1e6);
    sweep(backtest, Strategies.MOVING_AVERAGE_CROSS, 100);
    for (Strategies s : Strategies.values()) {
      sweep(backtest, s, 1_000);
    }
    Ta4jPeer.compare(table);
    weights();
  }

  private static PriceTable table() {
    var random = new SplittableRandom(1);
    var price = new double[NAMES][DAYS];
    var volume = new double[NAMES][DAYS];
    var names = new ArrayList<String>();
    for (int s = 0; s < NAMES; s++) {
      names.add("S" + s);
      double p = 100;
      for (int t = 0; t < DAYS; t++) {
        p *= Math.exp(0.015 * random.nextGaussian());
        price[s][t] = p;
        volume[s][t] = 1e6;
      }
    }
    var days = new LocalDate[DAYS];
    Arrays.setAll(days, i -> LocalDate.of(2010, 1, 1).plusDays(i));
    return PriceTable.of(names, days, price, price, volume);
  }

  private static void sweep(Backtest backtest, Strategies strategy, int trials) {
    long start = System.nanoTime();
    double cpu = cpuSeconds();
    int done =
        new Search(backtest, strategy, 2, () -> false, p -> {})
            .run(Search.Kind.RANDOM, trials, 1, TrialStore.none())
            .size();
    cpu = cpuSeconds() - cpu;
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%-22s %5d trials x %d names x %d days: %6.2f s (target 60 s for 1,000), %6.2f s of CPU, %.1f million bars a second of CPU%n",
        strategy.wireName(),
        done,
        NAMES,
        DAYS,
        seconds,
        cpu,
        done * (double) NAMES * DAYS / cpu / 1e6);
  }

  /** Of the whole process: compiler and garbage collector too. */
  static double cpuSeconds() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  private static void weights() {
    int n = 500;
    var random = new SplittableRandom(2);
    var returns = new double[1_000][n];
    for (double[] row : returns) {
      double common = random.nextGaussian();
      for (int j = 0; j < n; j++) {
        row[j] = 0.01 * (0.5 * common + (0.5 + j % 7 / 7.0) * random.nextGaussian());
      }
    }
    double[][] covariance = CovarianceEstimator.LEDOIT_WOLF.estimate(returns);
    for (WeightMethod m :
        List.of(
            WeightMethod.RISK_PARITY,
            WeightMethod.HIERARCHICAL_RISK_PARITY,
            WeightMethod.MINIMUM_VARIANCE,
            WeightMethod.MAXIMUM_DIVERSIFICATION)) {
      for (int round = 0; round < 2; round++) {
        long start = System.nanoTime();
        double cpu = cpuSeconds();
        String used =
            PortfolioConstruction.solve(
                    new Problem(
                        m,
                        covariance,
                        new double[0],
                        List.of(),
                        new double[n],
                        WeightLimits.longOnly(n)))
                .used();
        System.out.printf(
            "%-26s 500 names: %.3f s (target 1 s), %.3f s of CPU%n",
            used, (System.nanoTime() - start) / 1e9, cpuSeconds() - cpu);
      }
    }
  }
}
