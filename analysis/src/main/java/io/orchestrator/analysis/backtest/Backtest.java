package io.orchestrator.analysis.backtest;

import io.orchestrator.analysis.backtest.BacktestResult.Fill;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a strategy over a table, day by day: splits and dividends before the open, orders of
 * yesterday's close at the open, borrow and marks at the close, then the strategy. Whole shares.
 * What a company does is booked on what is held overnight.
 */
public final class Backtest {
  private static final int VOLATILITY_DAYS = 20;
  private static final double YEAR = 252;

  private final PriceTable table;
  private final Indicators indicators;
  private final double[][] volatility;
  private final Costs costs;
  private final double capital;

  /**
   * @param capital USD at the start, positive
   */
  public Backtest(PriceTable table, Costs costs, double capital) {
    if (!(capital > 0) || table.length() < 2) {
      throw new IllegalArgumentException("a back-test needs capital and at least two days");
    }
    this.table = table;
    this.costs = costs;
    this.capital = capital;
    this.indicators = Indicators.of(History.indices(table));
    this.volatility = costs.impact() > 0 ? volatilities() : new double[0][0];
  }

  /** Of the daily log returns of the last days, known at each close. */
  private double[][] volatilities() {
    double[][] sums = indicators.squaredChanges();
    var all = new double[sums.length][sums[0].length];
    for (int s = 0; s < sums.length; s++) {
      for (int t = 1; t < sums[s].length; t++) {
        int days = Math.min(t, VOLATILITY_DAYS);
        all[s][t] = Math.sqrt((sums[s][t] - sums[s][t - days]) / days);
      }
    }
    return all;
  }

  /** Days of the table. */
  public int days() {
    return table.length();
  }

  public PriceTable table() {
    return table;
  }

  public BacktestResult run(Strategy strategy) {
    return new Run(strategy).go();
  }

  /** One pass; the state of the account. */
  private final class Run {
    private final Strategy strategy;
    private final int n = table.size();
    private final History history = History.over(indicators);
    private final long[] shares = new long[n];
    private final long[] orders = new long[n];
    private final double[] weights = new double[n];
    private final double[] equity = new double[table.length()];
    private final List<Fill> fills = new ArrayList<>();
    private double cash = capital;
    private double fees;
    private double borrow;
    private double traded;
    private int exposed;

    Run(Strategy strategy) {
      this.strategy = strategy;
    }

    BacktestResult go() {
      for (int t = 0; t < equity.length; t++) {
        actions(t);
        fill(t);
        mark(t);
        history.at(t);
        strategy.decide(history, weights);
        plan(t);
      }
      var returns = new double[equity.length - 1];
      for (int t = 1; t < equity.length; t++) {
        returns[t - 1] = equity[t - 1] > 0 ? equity[t] / equity[t - 1] - 1 : 0;
      }
      return new BacktestResult(returns, equity, fills, fees, borrow, traded, exposed, weights);
    }

    private void actions(int t) {
      for (int s = 0; s < n; s++) {
        if (shares[s] == 0 && orders[s] == 0) {
          continue;
        }
        double ratio = table.split()[s][t];
        if (ratio != 1) {
          double exact = shares[s] * ratio;
          long whole = (long) exact;
          cash += (exact - whole) * table.open()[s][t];
          shares[s] = whole;
          orders[s] = (long) (orders[s] * ratio);
        }
        cash += shares[s] * table.dividend()[s][t];
      }
    }

    private void fill(int t) {
      for (int s = 0; s < n; s++) {
        if (orders[s] != 0) {
          fill(t, s);
          orders[s] = 0;
        }
      }
    }

    private void fill(int t, int s) {
      double volume = table.volume()[s][t];
      long most =
          costs.maxParticipation() >= 1
              ? Long.MAX_VALUE
              : (long) (costs.maxParticipation() * volume);
      long size = Math.min(Math.abs(orders[s]), most);
      if (size == 0) {
        return;
      }
      double worse = costs.slippageBps() / 1e4;
      if (costs.impact() > 0 && volume > 0) {
        worse += costs.impact() * volatility[s][t - 1] * Math.sqrt(size / volume);
      }
      long quantity = orders[s] > 0 ? size : -size;
      double price = table.open()[s][t] * (orders[s] > 0 ? 1 + worse : Math.max(0, 1 - worse));
      double fee = Math.max(costs.minCommission(), size * costs.commissionPerShare());
      cash -= quantity * price + fee;
      shares[s] += quantity;
      fees += fee;
      traded += size * price;
      fills.add(new Fill(t, s, quantity, price, fee, shares[s]));
    }

    private void mark(int t) {
      double value = cash;
      boolean holds = false;
      for (int s = 0; s < n; s++) {
        if (shares[s] != 0) {
          holds = true;
          double worth = shares[s] * table.close()[s][t];
          value += worth;
          if (worth < 0 && costs.borrowRate() > 0) {
            double fee = -worth * costs.borrowRate() / YEAR;
            cash -= fee;
            value -= fee;
            borrow += fee;
          }
        }
      }
      exposed += holds ? 1 : 0;
      equity[t] = value;
    }

    /** Who has nothing left trades nothing any more but what closes. */
    private void plan(int t) {
      if (equity[t] <= 0) {
        Arrays.fill(weights, 0);
      }
      for (int s = 0; s < n; s++) {
        double wish = weights[s];
        if (!Double.isFinite(wish)) {
          throw new IllegalArgumentException(
              "the strategy wishes a weight of " + wish + " on " + table.days()[t]);
        }
        long target = wish == 0 ? 0 : (long) (wish * equity[t] / table.close()[s][t]);
        boolean same = Long.signum(target) == Long.signum(shares[s]);
        long change = target - shares[s];
        // A drift of a hundredth of the account is not worth an order.
        boolean small = same && Math.abs(change) * table.close()[s][t] < 0.01 * equity[t];
        orders[s] = small ? 0 : change;
      }
    }
  }
}
