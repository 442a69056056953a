package io.orchestrator.analysis.information.nearest;

import java.util.Random;

/**
 * I(X;Y|Z) of many x, usually surrogates, with y and z unchanged. The rows nearest in y and z, and
 * those nearest in z, are listed once, nearest first: the neighbours of a row together with any x
 * are found by walking its list until the distance in y and z alone is too large, a few dozen
 * steps. Equal to {@link KraskovEstimator} to the last digits. Safe for many threads.
 */
public final class GivenConditions {
  /** Of each kind of list; longer lists are cut and completed by a search where needed. */
  private static final long MAX_LIST_BYTES = 192L << 20;

  private static final int FEWEST_FOR_LISTS = 4;
  private static final int SHORT = 100;

  final KraskovSettings settings;
  final double[][] y;
  final double[][] z;
  final int rows;

  /** Rows by slot, or null when x are taken one by one. */
  final Prepared prepared;

  /**
   * @param nearYz lists in y and z; its tree's positions are the slots
   * @param nearZ lists in z by the same slots; null for one or no column
   * @param lineZ the one column of z, sorted; null otherwise
   * @param slotYz columns of y and z by slot
   * @param slotZ columns of z by slot
   */
  record Prepared(
      NeighbourLists nearYz,
      NeighbourLists nearZ,
      SortedColumn lineZ,
      double[][] slotYz,
      double[][] slotZ) {}

  GivenConditions(KraskovSettings settings, double[][] y, double[][] z, int questions) {
    this.settings = settings;
    Random noise = new Random(~settings.seed());
    this.y = Columns.prepare(y, settings, noise);
    this.z = Columns.prepare(z, settings, noise);
    this.rows = y[0].length;
    boolean plain =
        settings.algorithm() == 1
            && settings.theiler() == 0
            && (settings.norm() == Norm.MAXIMUM || Math.max(y.length, z.length) == 1);
    this.prepared = plain && questions >= FEWEST_FOR_LISTS ? lists() : null;
  }

  private Prepared lists() {
    double[][] yz = Columns.join(y, z);
    KdTree tree = new KdTree(yz);
    double[][] slotYz = Columns.ordered(yz, tree.order());
    double[][] slotZ = Columns.ordered(z, tree.order());
    NeighbourLists nearYz =
        NeighbourLists.over(tree, rows, wanted(yz.length, yz.length + 1), MAX_LIST_BYTES);
    if (z.length == 0) {
      return new Prepared(nearYz, null, null, slotYz, slotZ);
    }
    if (z.length == 1) {
      return new Prepared(nearYz, null, new SortedColumn(slotZ[0]), slotYz, slotZ);
    }
    NeighbourLists inTreeOrder =
        NeighbourLists.over(
            new KdTree(slotZ), rows, wanted(z.length, yz.length + 1), MAX_LIST_BYTES);
    return new Prepared(nearYz, bySlot(inTreeOrder), null, slotYz, slotZ);
  }

  /** More rows than are nearer than a usual radius, for evenly spread data. */
  private double wanted(int dimensions, int all) {
    double share = (double) dimensions / all;
    double expected = rows * Math.pow((double) settings.k() / rows, share);
    // Series that remember are denser than even spread; short lists are cheap to make longer.
    return expected < SHORT ? 8 * expected + 16.0 * settings.k() : 2.5 * expected;
  }

  /** The lists of a tree over columns by slot, renamed from the tree's positions to slots. */
  private NeighbourLists bySlot(NeighbourLists lists) {
    int[] slotAt = lists.tree().order();
    int length = lists.length();
    int[] slots = new int[lists.slots().length];
    double[] distances = new double[slots.length];
    for (int position = 0; position < rows; position++) {
      int to = slotAt[position] * length;
      System.arraycopy(lists.distances(), position * length, distances, to, length);
      for (int i = 0; i < length; i++) {
        slots[to + i] = slotAt[lists.slots()[position * length + i]];
      }
    }
    return new NeighbourLists(lists.tree(), length, slots, distances);
  }

  /**
   * @param x columns {@code [dimension][row]}
   */
  public Candidate candidate(double[][] x) {
    if (x.length == 0) {
      throw new IllegalArgumentException("x needs a column");
    }
    Columns.checkLengths(rows, x);
    return new Candidate(this, Columns.prepare(x, settings, new Random(settings.seed())));
  }
}
