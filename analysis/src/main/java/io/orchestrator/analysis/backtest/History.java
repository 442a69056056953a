package io.orchestrator.analysis.backtest;

/**
 * What a strategy may know at a close: that day and the days before. There is no way to a later
 * one. Prices are total-return indices that begin at the first close and grow by closes, splits and
 * dividends of their days: nothing in them depends on what came later.
 */
public final class History {
  private final double[][] index;
  private int now;

  private History(double[][] index) {
    this.index = index;
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
    return new History(index);
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
    if (back < 0 || back > now) {
      throw new IndexOutOfBoundsException("day " + (now - back) + " is not known on day " + now);
    }
    return index[name][now - back];
  }

  /** Log return of a day; 0 on the first. */
  public double change(int name, int back) {
    return back >= now ? 0 : Math.log(price(name, back) / price(name, back + 1));
  }
}
