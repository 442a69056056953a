package io.orchestrator.analysis.backtest;

/**
 * What a strategy may know at a close: that day and the days before. There is no way to a later
 * one. Prices are total-return indices that begin at the first close and grow by closes, splits and
 * dividends of their days: nothing in them depends on what came later.
 */
public final class History {
  private final double[][] index;
  private final Indicators indicators;
  private int now;

  private History(Indicators indicators) {
    this.indicators = indicators;
    this.index = indicators.index();
  }

  static double[][] indices(PriceTable table) {
    var index = new double[table.size()][table.length()];
    for (int s = 0; s < index.length; s++) {
      index[s][0] = table.close()[s][0];
      for (int t = 1; t < index[s].length; t++) {
        double worth = table.close()[s][t] + table.dividend()[s][t];
        index[s][t] = index[s][t - 1] * worth * table.split()[s][t] / table.close()[s][t - 1];
      }
    }
    return index;
  }

  static History over(double[][] index) {
    return over(Indicators.of(index));
  }

  static History over(Indicators indicators) {
    return new History(indicators);
  }

  void at(int day) {
    now = day;
  }

  /** Names. */
  public int size() {
    return index.length;
  }

  /** Days known, today among them. */
  public int length() {
    return now + 1;
  }

  /**
   * @param back 0 for today
   * @throws IndexOutOfBoundsException for a day that is not known, to come or before the first
   */
  public double price(int name, int back) {
    return index[name][day(back)];
  }

  private int day(int back) {
    if (back < 0 || back > now) {
      throw new IndexOutOfBoundsException("day " + (now - back) + " is not known on day " + now);
    }
    return now - back;
  }

  /** Natural logarithm of a price. */
  public double log(int name, int back) {
    return indicators.log()[name][day(back)];
  }

  /** Log return of a day; 0 on the first. */
  public double change(int name, int back) {
    return back >= now ? 0 : log(name, back) - log(name, back + 1);
  }

  /**
   * The newest log returns, the oldest first.
   *
   * @param into filled; at most as long as there are returns
   */
  public void changes(int name, double[] into) {
    double[] log = indicators.log()[name];
    int first = day(into.length);
    for (int k = 0; k < into.length; k++) {
      into[k] = log[first + k + 1] - log[first + k];
    }
  }

  /**
   * Sum of the squared log returns of the newest days.
   *
   * @param days at most as many as there are returns
   */
  public double squaredChanges(int name, int days) {
    double[] sums = indicators.squaredChanges()[name];
    return sums[now] - sums[day(days)];
  }

  /** Whether today is above the close of each of so many days before. */
  public boolean highest(int name, int days) {
    return indicators.sinceHigher()[name][now] > days;
  }

  /** Whether today is below the close of each of so many days before. */
  public boolean lowest(int name, int days) {
    return indicators.sinceLower()[name][now] > days;
  }
}
