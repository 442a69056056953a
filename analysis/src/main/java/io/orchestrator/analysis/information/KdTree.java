package io.orchestrator.analysis.information;

import java.util.Arrays;

/**
 * Kd-tree in flat arrays: points sorted into leaves of up to {@value #LEAF}, split at the median of
 * the widest dimension, with the bounding box of every node. A box that lies wholly inside the
 * radius is counted without looking at its points.
 */
final class KdTree implements NeighbourSearch {
  private static final int LEAF = 12;

  private final int dimensions;
  private final int[] order;
  private final double[] points; // in the order of the tree, point after point
  private final double[] original; // in the order of the caller
  private final double[] low; // of each node's box
  private final double[] high;

  KdTree(double[][] columns) {
    this.dimensions = columns.length;
    int n = columns[0].length;
    this.original = new double[n * dimensions];
    for (int d = 0; d < dimensions; d++) {
      for (int i = 0; i < n; i++) {
        original[i * dimensions + d] = columns[d][i];
      }
    }
    this.order = new int[n];
    Arrays.setAll(order, i -> i);
    int nodes = 1;
    for (int size = n; size > LEAF; size = (size + 1) / 2) {
      nodes = 2 * nodes + 1;
    }
    this.low = new double[nodes * dimensions];
    this.high = new double[nodes * dimensions];
    build(0, 0, n);
    this.points = new double[n * dimensions];
    for (int i = 0; i < n; i++) {
      System.arraycopy(original, order[i] * dimensions, points, i * dimensions, dimensions);
    }
  }

  private void build(int node, int from, int to) {
    int box = node * dimensions;
    Arrays.fill(low, box, box + dimensions, Double.POSITIVE_INFINITY);
    Arrays.fill(high, box, box + dimensions, Double.NEGATIVE_INFINITY);
    int widest = 0;
    for (int d = 0; d < dimensions; d++) {
      for (int i = from; i < to; i++) {
        double value = original[order[i] * dimensions + d];
        low[box + d] = Math.min(low[box + d], value);
        high[box + d] = Math.max(high[box + d], value);
      }
      if (high[box + d] - low[box + d] > high[box + widest] - low[box + widest]) {
        widest = d;
      }
    }
    if (to - from > LEAF) {
      int middle = middle(from, to);
      select(from, to - 1, middle, widest);
      build(2 * node + 1, from, middle);
      build(2 * node + 2, middle, to);
    }
  }

  /** The larger half first: its size decides how deep the tree is. */
  private static int middle(int from, int to) {
    return from + (to - from + 1) / 2;
  }

  /** Hoare's quickselect: what is before {@code k} is not larger in {@code d}. */
  private void select(int first, int last, int k, int d) {
    int from = first;
    int to = last;
    while (from < to) {
      double pivot = value((from + to) >>> 1, d);
      int i = from;
      int j = to;
      while (i <= j) {
        while (value(i, d) < pivot) {
          i++;
        }
        while (value(j, d) > pivot) {
          j--;
        }
        if (i <= j) {
          int swap = order[i];
          order[i++] = order[j];
          order[j--] = swap;
        }
      }
      if (k <= j) {
        to = j;
      } else if (k >= i) {
        from = i;
      } else {
        return;
      }
    }
  }

  private double value(int position, int d) {
    return original[order[position] * dimensions + d];
  }

  @Override
  public double distance(int i, int k) {
    double[] nearest = new double[k];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    search(0, 0, order.length, i, nearest);
    return nearest[k - 1];
  }

  private void search(int node, int from, int to, int i, double[] nearest) {
    if (to - from <= LEAF) {
      for (int p = from; p < to; p++) {
        double distance = order[p] == i ? Double.POSITIVE_INFINITY : between(i, p);
        int at = nearest.length - 1;
        if (distance < nearest[at]) {
          while (at > 0 && nearest[at - 1] > distance) {
            nearest[at] = nearest[at - 1];
            at--;
          }
          nearest[at] = distance;
        }
      }
      return;
    }
    int middle = middle(from, to);
    int left = 2 * node + 1;
    double toLeft = toBox(i, left);
    double toRight = toBox(i, left + 1);
    boolean leftFirst = toLeft <= toRight;
    for (int turn = 0; turn < 2; turn++) {
      boolean goLeft = leftFirst == (turn == 0);
      if ((goLeft ? toLeft : toRight) < nearest[nearest.length - 1]) {
        search(goLeft ? left : left + 1, goLeft ? from : middle, goLeft ? middle : to, i, nearest);
      }
    }
  }

  @Override
  public int countNearer(int i, double radius) {
    int self = radius > 0 ? 1 : 0;
    return count(0, 0, order.length, i, radius) - self;
  }

  private int count(int node, int from, int to, int i, double radius) {
    if (!(toBox(i, node) < radius)) {
      return 0;
    }
    if (farthestInBox(i, node) < radius) {
      return to - from;
    }
    if (to - from <= LEAF) {
      int count = 0;
      for (int p = from; p < to; p++) {
        count += between(i, p) < radius ? 1 : 0;
      }
      return count;
    }
    int middle = middle(from, to);
    return count(2 * node + 1, from, middle, i, radius)
        + count(2 * node + 2, middle, to, i, radius);
  }

  private double between(int i, int position) {
    double distance = 0;
    for (int d = 0; d < dimensions; d++) {
      double gap = Math.abs(original[i * dimensions + d] - points[position * dimensions + d]);
      distance = Math.max(distance, gap);
    }
    return distance;
  }

  private double toBox(int i, int node) {
    double distance = 0;
    for (int d = 0; d < dimensions; d++) {
      double value = original[i * dimensions + d];
      double gap =
          Math.max(low[node * dimensions + d] - value, value - high[node * dimensions + d]);
      distance = Math.max(distance, gap);
    }
    return distance;
  }

  private double farthestInBox(int i, int node) {
    double distance = 0;
    for (int d = 0; d < dimensions; d++) {
      double value = original[i * dimensions + d];
      double gap =
          Math.max(value - low[node * dimensions + d], high[node * dimensions + d] - value);
      distance = Math.max(distance, gap);
    }
    return distance;
  }
}
