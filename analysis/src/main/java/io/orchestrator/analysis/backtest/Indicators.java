package io.orchestrator.analysis.backtest;

/**
 * What every trial of a search asks of the same prices, computed once: arrays by name, then by day,
 * and no value of a day depends on a later one.
 */
record Indicators(
    double[][] index,
    double[][] log,
    double[][] squaredChanges,
    int[][] sinceHigher,
    int[][] sinceLower) {

  /** No day before was so. */
  static final int NEVER = Integer.MAX_VALUE;

  /**
   * @param index total-return indices, see {@link History#indices}
   */
  static Indicators of(double[][] index) {
    int n = index.length;
    var log = new double[n][];
    var squares = new double[n][];
    var higher = new int[n][];
    var lower = new int[n][];
    for (int s = 0; s < n; s++) {
      int days = index[s].length;
      log[s] = new double[days];
      squares[s] = new double[days];
      for (int t = 0; t < days; t++) {
        log[s][t] = Math.log(index[s][t]);
        double change = t == 0 ? 0 : log[s][t] - log[s][t - 1];
        squares[s][t] = (t == 0 ? 0 : squares[s][t - 1]) + change * change;
      }
      higher[s] = since(index[s], 1);
      lower[s] = since(index[s], -1);
    }
    return new Indicators(index, log, squares, higher, lower);
  }

  /** Days back to the last value at or above (sign 1), or at or below (−1), the day's own. */
  private static int[] since(double[] v, int sign) {
    var days = new int[v.length];
    var candidates = new int[v.length];
    int depth = 0;
    for (int t = 0; t < v.length; t++) {
      while (depth > 0 && sign * v[candidates[depth - 1]] < sign * v[t]) {
        depth--;
      }
      days[t] = depth == 0 ? NEVER : t - candidates[depth - 1];
      candidates[depth++] = t;
    }
    return days;
  }
}
