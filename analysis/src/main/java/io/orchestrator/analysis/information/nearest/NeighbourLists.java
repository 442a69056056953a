package io.orchestrator.analysis.information.nearest;

/**
 * For every row the rows nearest to it, nearest first, in some columns that do not change while
 * many questions are asked. Rows are named by their position in the tree ("slot"), so that
 * neighbours also lie near each other in memory.
 *
 * @param length entries of each list
 * @param slots list after list
 * @param distances of the same
 */
record NeighbourLists(KdTree tree, int length, int[] slots, double[] distances) {

  /**
   * @param length wanted; cut to what the rows and {@code maxBytes} allow
   */
  static NeighbourLists over(KdTree tree, int rows, double length, long maxBytes) {
    long affordable = maxBytes / (12L * rows);
    int entries = (int) Math.max(1, Math.min(rows - 1L, Math.min(affordable, (long) length)));
    int[] slots = new int[rows * entries];
    double[] distances = new double[rows * entries];
    KdTree.Query query = tree.query(entries, 0);
    for (int slot = 0; slot < rows; slot++) {
      tree.moveTo(query, slot);
      tree.nearest(query);
      System.arraycopy(query.position, 0, slots, slot * entries, entries);
      System.arraycopy(query.distance, 0, distances, slot * entries, entries);
    }
    return new NeighbourLists(tree, entries, slots, distances);
  }

  /** Every row strictly nearer than {@code radius} is in the list of {@code slot}. */
  boolean reaches(int slot, double radius, int rows) {
    return length == rows - 1 || distances[slot * length + length - 1] >= radius;
  }

  /** Entries of the list strictly nearer than {@code radius}. */
  int count(int slot, double radius) {
    int low = slot * length;
    int high = low + length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (distances[middle] < radius) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - slot * length;
  }
}
