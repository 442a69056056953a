package io.orchestrator.analysis.information.nearest;

/** Counts rows near a row in some of the columns: one sorted column, or a tree for several. */
final class Subspace {
  private final double[][] columns;
  private final int theiler;
  private final SortedColumn sorted;
  private final KdTree tree;

  Subspace(double[][] columns, int theiler) {
    this.columns = columns;
    this.theiler = theiler;
    this.sorted = columns.length == 1 ? new SortedColumn(columns[0]) : null;
    this.tree = columns.length == 1 ? null : new KdTree(columns);
  }

  /** One thread's questions. */
  final class Counter {
    private final KdTree.Query query = tree == null ? null : tree.query(1, 0);
    private final double[] radius = new double[columns.length];

    /** The radius of the dimensions {@code [from, to)}. */
    void radius(int from, int to, double value) {
      for (int d = from; d < to; d++) {
        radius[d] = value;
      }
    }

    /** Other rows, outside the Theiler window, strictly nearer than the radius everywhere. */
    int others(int row) {
      int count;
      if (sorted != null) {
        count = sorted.count(columns[0][row], radius[0]);
      } else {
        for (int d = 0; d < columns.length; d++) {
          query.point[d] = columns[d][row];
          query.radius[d] = radius[d];
        }
        count = tree.count(query);
      }
      int first = Math.max(0, row - theiler);
      int last = Math.min(columns[0].length - 1, row + theiler);
      for (int near = first; near <= last; near++) {
        count -= within(row, near) ? 1 : 0;
      }
      return count;
    }

    private boolean within(int row, int other) {
      for (int d = 0; d < columns.length; d++) {
        if (!(Math.abs(columns[d][row] - columns[d][other]) < radius[d])) {
          return false;
        }
      }
      return true;
    }
  }

  Counter counter() {
    return new Counter();
  }
}
