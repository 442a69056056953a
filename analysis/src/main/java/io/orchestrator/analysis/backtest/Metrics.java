package io.orchestrator.analysis.backtest;

import io.orchestrator.analysis.backtest.BacktestResult.Fill;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of one back-test, by their usual names; a year has {@value #YEAR} days. */
public final class Metrics {
  public static final double YEAR = 252;

  private Metrics() {}

  /** Mean over standard deviation of daily returns, a year; 0 without variance. */
  public static double sharpe(double[] r) {
    return sharpe(r, 0, r.length);
  }

  static double sharpe(double[] r, int from, int to) {
    double sum = 0;
    double squares = 0;
    for (int i = from; i < to; i++) {
      sum += r[i];
      squares += r[i] * r[i];
    }
    return sharpe(sum, squares, to - from);
  }

  static double sharpe(double sum, double squares, int n) {
    double variance = n < 2 ? 0 : (squares - sum * sum / n) / (n - 1);
    return variance > 1e-18 ? sum / n / Math.sqrt(variance) * Math.sqrt(YEAR) : 0;
  }

  /** Standardised central moment of the population. */
  static double moment(double[] r, int order) {
    double mean = Arrays.stream(r).average().orElse(0);
    double variance = 0;
    double high = 0;
    for (double v : r) {
      variance += (v - mean) * (v - mean) / r.length;
      high += Math.pow(v - mean, order) / r.length;
    }
    return variance > 0 ? high / Math.pow(variance, order / 2.0) : order == 4 ? 3 : 0;
  }

  /**
   * @param market daily returns of the names held alike, as long as the result's
   */
  public static Map<String, Double> of(BacktestResult b, double[] market) {
    var m = new LinkedHashMap<String, Double>();
    double[] r = b.returns();
    double years = r.length / YEAR;
    double total = b.equity()[r.length] / b.equity()[0] - 1;
    double mean = Arrays.stream(r).average().orElse(0);
    double deviation = deviation(r, mean);
    m.put("total_return", total);
    m.put("cagr", total <= -1 ? -1 : Math.pow(1 + total, 1 / years) - 1);
    m.put("volatility", deviation * Math.sqrt(YEAR));
    m.put("sharpe", sharpe(r));
    m.put("psr", Overfitting.probabilisticSharpe(sharpe(r) / Math.sqrt(YEAR), 0, r));
    double down = Math.sqrt(Arrays.stream(r).map(x -> x < 0 ? x * x : 0).average().orElse(0));
    m.put("sortino", down > 0 ? mean / down * Math.sqrt(YEAR) : 0);
    drawdowns(m, b.equity());
    double worst = m.get("max_drawdown");
    m.put("calmar", worst > 0 ? m.get("cagr") / worst : 0);
    double gains = Arrays.stream(r).filter(x -> x > 0).sum();
    double losses = -Arrays.stream(r).filter(x -> x < 0).sum();
    m.put("omega", losses > 0 ? gains / losses : 0);
    m.put("skewness", moment(r, 3));
    m.put("kurtosis", moment(r, 4));
    tails(m, r);
    against(m, r, market, mean);
    m.put("turnover", b.traded() / mean(b.equity()) / years);
    m.put("fees", b.fees());
    m.put("borrow", b.borrow());
    m.put("exposure", (double) b.exposedDays() / b.equity().length);
    RoundTrips.of(b.fills()).describe(m);
    return m;
  }

  private static double mean(double[] v) {
    return Arrays.stream(v).average().orElse(0);
  }

  private static double deviation(double[] r, double mean) {
    double squares = 0;
    for (double v : r) {
      squares += (v - mean) * (v - mean);
    }
    return r.length < 2 ? 0 : Math.sqrt(squares / (r.length - 1));
  }

  private static void drawdowns(Map<String, Double> m, double[] equity) {
    double peak = equity[0];
    double worst = 0;
    double worstUsd = 0;
    double squares = 0;
    int under = 0;
    int longest = 0;
    for (double e : equity) {
      peak = Math.max(peak, e);
      under = e < peak ? under + 1 : 0;
      longest = Math.max(longest, under);
      double depth = 1 - e / peak;
      worst = Math.max(worst, depth);
      worstUsd = Math.max(worstUsd, peak - e);
      squares += depth * depth;
    }
    m.put("max_drawdown", worst);
    m.put("max_drawdown_usd", worstUsd);
    m.put("longest_underwater_days", (double) longest);
    m.put("ulcer_index", Math.sqrt(squares / equity.length));
  }

  private static void tails(Map<String, Double> m, double[] r) {
    double[] sorted = r.clone();
    Arrays.sort(sorted);
    for (int level : new int[] {95, 99}) {
      int k = Math.max(1, (int) Math.floor(r.length * (100 - level) / 100.0));
      m.put("var_" + level, -sorted[k - 1]);
      m.put("es_" + level, -Arrays.stream(sorted, 0, k).average().orElse(0));
    }
    int edge = Math.max(1, r.length / 20);
    double low = Math.abs(sorted[edge - 1]);
    m.put("tail_ratio", low > 0 ? Math.abs(sorted[r.length - edge]) / low : 0);
  }

  private static void against(Map<String, Double> m, double[] r, double[] market, double mean) {
    double other = mean(market);
    double covariance = 0;
    double variance = 0;
    double tracking = 0;
    for (int i = 0; i < r.length; i++) {
      covariance += (r[i] - mean) * (market[i] - other);
      variance += (market[i] - other) * (market[i] - other);
      tracking += Math.pow(r[i] - market[i] - mean + other, 2);
    }
    double beta = variance > 0 ? covariance / variance : 0;
    double error = Math.sqrt(tracking / Math.max(1, r.length - 1) * YEAR);
    m.put("beta", beta);
    m.put("alpha", (mean - beta * other) * YEAR);
    m.put("tracking_error", error);
    m.put("information_ratio", error > 0 ? (mean - other) * YEAR / error : 0);
    m.put("treynor", Math.abs(beta) > 1e-9 ? mean * YEAR / beta : 0);
  }

  /** From flat, or through flat, to flat again in one name; days of the table, no dividends. */
  record RoundTrips(List<Double> gains, List<Integer> days, List<Boolean> shorts) {
    static RoundTrips of(List<Fill> fills) {
      var gains = new ArrayList<Double>();
      var days = new ArrayList<Integer>();
      var shorts = new ArrayList<Boolean>();
      int names = fills.stream().mapToInt(Fill::name).max().orElse(-1) + 1;
      var flow = new double[names];
      var since = new int[names];
      for (Fill f : fills) {
        int s = f.name();
        long after = f.held();
        long before = after - f.quantity();
        if (before == 0) {
          since[s] = f.day();
        }
        boolean through = before != 0 && Long.signum(after) == -Long.signum(before);
        if (through || after == 0) {
          flow[s] += before * f.price() - f.fee();
          gains.add(flow[s]);
          days.add(f.day() - since[s]);
          shorts.add(before < 0);
          flow[s] = -after * f.price();
          since[s] = f.day();
        } else {
          flow[s] -= f.quantity() * f.price() + f.fee();
        }
      }
      return new RoundTrips(gains, days, shorts);
    }

    void describe(Map<String, Double> m) {
      double won = gains.stream().filter(g -> g > 0).mapToDouble(g -> g).sum();
      double lost = -gains.stream().filter(g -> g < 0).mapToDouble(g -> g).sum();
      long wins = gains.stream().filter(g -> g > 0).count();
      long losses = gains.stream().filter(g -> g < 0).count();
      int n = gains.size();
      double average = n == 0 ? 0 : (won - lost) / n;
      double deviation = deviation(gains.stream().mapToDouble(g -> g).toArray(), average);
      m.put("trades", (double) n);
      m.put("win_rate", n == 0 ? 0.0 : (double) wins / n);
      m.put("profit_factor", lost > 0 ? won / lost : 0);
      m.put("expectancy", average);
      m.put("average_win", wins == 0 ? 0 : won / wins);
      m.put("average_loss", losses == 0 ? 0 : lost / losses);
      m.put("payoff", losses == 0 || wins == 0 ? 0 : won / wins / (lost / losses));
      m.put("sqn", deviation > 0 ? Math.sqrt(n) * average / deviation : 0);
      m.put("max_consecutive_wins", (double) streak(true));
      m.put("max_consecutive_losses", (double) streak(false));
      m.put("average_holding_days", days.stream().mapToInt(d -> d).average().orElse(0));
      m.put("short_trades", (double) shorts.stream().filter(x -> x).count());
    }

    private int streak(boolean wins) {
      int run = 0;
      int longest = 0;
      for (double g : gains) {
        run = wins ? (g > 0 ? run + 1 : 0) : (g < 0 ? run + 1 : 0);
        longest = Math.max(longest, run);
      }
      return longest;
    }
  }
}
