package io.orchestrator.analysis.information.nearest;

/** Counting in a run of rows that lie one after the other in memory. */
final class Near {
  private Near() {}

  /**
   * @param ordered columns that are looked at, positions {@code [from, to)}
   * @param columns the same by row
   */
  static int count(
      double[][] ordered, double[][] columns, int row, double radius, int from, int to) {
    int count = 0;
    for (int p = from; p < to; p++) {
      boolean near = true;
      for (int d = 0; d < ordered.length && near; d++) {
        near = Math.abs(ordered[d][p] - columns[d][row]) < radius;
      }
      count += near ? 1 : 0;
    }
    return count;
  }

  /**
   * How many of {@code ranks[from, to)} are in {@code [low, high)}. Branch-free on whole numbers,
   * which the compiler turns into vector instructions: comparing ranks in place of values is what
   * makes the walk along z cheap.
   */
  static int countRanks(int[] ranks, int from, int to, int low, int high) {
    int width = high - low;
    int count = 0;
    for (int p = from; p < to; p++) {
      int above = ranks[p] - low;
      count += ((above - width) & ~above) >>> 31;
    }
    return count;
  }
}
