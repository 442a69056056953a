package io.orchestrator.analysis.risk;

import io.orchestrator.domain.market.Bar;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.market.TradingCalendar;
import io.orchestrator.domain.market.TradingSession;
import io.orchestrator.domain.port.Accelerator;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** CPU time of the calling thread, median of repeated runs after a warm-up. */
public final class RiskCpu {
  private static final int ASSETS = 100;
  private static final int DAYS = 1_000;
  private static final int RUNS = 60;
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
  private static double sink;

  private RiskCpu() {}

  public static void main(String[] args) {
    RiskSettings settings = RiskSettings.DEFAULT.withWindow(DAYS).withPaths(1_000);
    Map<String, List<Bar>> bars = bars();
    List<String> symbols = bars.keySet().stream().filter(s -> !s.equals("SPY")).sorted().toList();
    double[] exposures = new double[ASSETS];
    Arrays.setAll(exposures, a -> (a % 4 == 0 ? -1 : 1) * 10_000.0);
    Holdings holdings = new Holdings(symbols, exposures, 1_000_000, 1_000_000);
    AlignedHistory history = AlignedHistory.of(symbols, bars, "SPY", DAYS);
    PortfolioScenarios scenarios = PortfolioScenarios.of(history.returns(), exposures);
    Garch garch = LossModels.dynamics(scenarios.pnl(), settings);
    PortfolioMeasurement measurement = new PortfolioMeasurement(settings, 2, garch);
    MonteCarloModel simulated = new MonteCarloModel(1_000, 1, Accelerator.NONE);
    double whole = millis(() -> measurement.measure(holdings, bars, Set.of()).hashCode());
    double monteCarlo = millis(() -> simulated.figures(scenarios).var95());
    double naive = millis(() -> naive(history.returns(), exposures));
    double fit = millis(() -> LossModels.dynamics(scenarios.pnl(), settings).alpha());
    System.out.printf(
        "%d positions, %d days, %d stress scenarios; CPU ms, median of %d%n",
        ASSETS, DAYS, settings.scenarios().size(), RUNS);
    System.out.printf("measurement without Monte-Carlo  %8.2f   target 20%n", whole - monteCarlo);
    System.out.printf("plain implementation             %8.2f%n", naive);
    System.out.printf("ratio                            %8.3f%n", (whole - monteCarlo) / naive);
    System.out.printf("GARCH fit, once a day            %8.2f%n", fit);
    System.out.printf("smallest Monte-Carlo, with its covariance %.2f%n", monteCarlo);
    if (Double.isNaN(sink)) {
      System.out.println("no number");
    }
  }

  private interface Work {
    double run();
  }

  private static double millis(Work work) {
    double[] times = new double[RUNS];
    for (int run = -RUNS; run < RUNS; run++) {
      long begin = CPU.getCurrentThreadCpuTime();
      sink += work.run();
      if (run >= 0) {
        times[run] = (CPU.getCurrentThreadCpuTime() - begin) / 1e6;
      }
    }
    Arrays.sort(times);
    return times[RUNS / 2];
  }

  /** Historical VaR and ES, each position's incremental VaR, covariance, all pairs' correlation. */
  private static double naive(double[][] returns, double[] exposures) {
    double sum = 0;
    for (int left = -1; left < exposures.length; left++) {
      double[] losses = new double[returns.length];
      for (int t = 0; t < returns.length; t++) {
        for (int a = 0; a < exposures.length; a++) {
          losses[t] -= a == left ? 0 : exposures[a] * returns[t][a];
        }
      }
      Arrays.sort(losses);
      sum += RiskMeasures.quantile(losses, 0.95) + RiskMeasures.tailMean(losses, 0.05);
    }
    for (int i = 0; i < exposures.length; i++) {
      for (int j = 0; j <= i; j++) {
        double both = 0;
        double meanI = 0;
        double meanJ = 0;
        for (double[] row : returns) {
          both += row[i] * row[j];
          meanI += row[i];
          meanJ += row[j];
        }
        sum += exposures[i] * exposures[j] * (both - meanI * meanJ / returns.length);
      }
    }
    return sum;
  }

  private static Map<String, List<Bar>> bars() {
    List<TradingSession> sessions =
        TradingCalendar.nyse().sessions(LocalDate.of(2016, 1, 4), LocalDate.of(2019, 12, 31));
    sessions = sessions.subList(0, DAYS + 1);
    Random random = new Random(1);
    double[] prices = new double[ASSETS + 1];
    Arrays.fill(prices, 100);
    Map<String, List<Bar>> bars = new HashMap<>();
    for (TradingSession session : sessions) {
      double market = 0.01 * random.nextGaussian();
      for (int a = 0; a <= ASSETS; a++) {
        prices[a] *= 1 + market + (a == ASSETS ? 0 : 0.01 * random.nextGaussian());
        double p = prices[a];
        String name = a == ASSETS ? "SPY" : "S" + (char) ('A' + a / 26) + (char) ('A' + a % 26);
        bars.computeIfAbsent(name, n -> new ArrayList<>())
            .add(new Bar(Symbol.of(name), Timeframe.D1, session.open(), p, p, p, p, 1_000_000));
      }
    }
    return bars;
  }
}
