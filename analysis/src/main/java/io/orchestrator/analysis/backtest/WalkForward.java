package io.orchestrator.analysis.backtest;

import java.util.ArrayList;
import java.util.List;

/**
 * What would have been earned by choosing the best trial of the past again and again, and trading
 * it until the next choice.
 *
 * @param windows one for each choice, in order
 * @param returns daily, of all test windows, joined
 */
public record WalkForward(List<Window> windows, double[] returns) {

  /**
   * One choice. Days are indices of the trials' returns; Sharpe ratios are a year's.
   *
   * @param begin first day it learned from
   * @param from first day it traded
   * @param to the day after the last
   * @param trial that was best until {@code from}
   * @param trainSharpe of that trial on the days it was chosen by
   * @param testSharpe of it on the days it was traded
   * @param testReturn what it earned there, as a share
   */
  public record Window(
      int begin,
      int from,
      int to,
      int trial,
      double trainSharpe,
      double testSharpe,
      double testReturn) {}

  /**
   * @param trials daily returns of each
   * @param train days before the first choice
   * @param test days between two choices
   * @param anchored learns from the first day on; else from the last {@code train} days
   */
  public static WalkForward of(double[][] trials, int train, int test, boolean anchored) {
    int days = trials[0].length;
    var windows = new ArrayList<Window>();
    var joined = new double[Math.max(0, days - train)];
    for (int from = train; from < days; from += test) {
      Window window =
          chosen(trials, anchored ? 0 : from - train, from, Math.min(days, from + test));
      System.arraycopy(trials[window.trial()], from, joined, from - train, window.to() - from);
      windows.add(window);
    }
    return new WalkForward(List.copyOf(windows), joined);
  }

  private static Window chosen(double[][] trials, int begin, int from, int to) {
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < trials.length; k++) {
      double own = Metrics.sharpe(trials[k], begin, from);
      if (own > highest) {
        highest = own;
        best = k;
      }
    }
    double grown = 1;
    for (int t = from; t < to; t++) {
      grown *= 1 + trials[best][t];
    }
    double earned = Metrics.sharpe(trials[best], from, to);
    return new Window(begin, from, to, best, highest, earned, grown - 1);
  }
}
