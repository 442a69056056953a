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
    KdTree.Query query = tree.query(1, 0);
    Gathering gathering = new Gathering(entries);
    for (int slot = 0; slot < rows; slot++) {
      tree.moveTo(query, slot);
      tree.gather(query, gathering);
      System.arraycopy(gathering.position, 0, slots, slot * entries, entries);
      System.arraycopy(gathering.distance, 0, distances, slot * entries, entries);
    }
    return new NeighbourLists(tree, entries, slots, distances);
  }

  /** Every row strictly nearer than {@code radius} is in the list of {@code slot}. */
  boolean reaches(int slot, double radius, int rows) {
    return length == rows - 1 || distances[slot * length + length - 1] >= radius;
  }

  /** Entries of the list strictly nearer than {@code radius}. */
  int count(int slot, double radius) {
    // Without a branch on what was found: it could not be predicted.
    int base = slot * length;
    int left = length;
    while (left > 1) {
      int half = left >>> 1;
      base = distances[base + half - 1] < radius ? base + half : base;
      left -= half;
    }
    return base + (distances[base] < radius ? 1 : 0) - slot * length;
  }
}
