package io.orchestrator.analysis.information.nearest;

import java.util.Arrays;

/**
 * Points under the maximum norm in flat arrays: sorted into leaves of up to {@value #LEAF}, split
 * at the median of the widest dimension, with the bounding box of every node. Does not change after
 * it was made; many threads may ask, each with a {@link Query} of its own.
 */
final class KdTree {
  private static final int LEAF = 12;
  private static final double[][] NO_COLUMNS = new double[0][];
  private static final double[] NO_VALUES = new double[0];

  private final int dimensions;
  private final int rows;
  private final int[] order;
  private final double[] points; // in the order of the tree, point after point
  private final double[] boxes; // node after node: low and high of each dimension

  /**
   * @param columns {@code [dimension][row]}, at most 31 dimensions
   */
  KdTree(double[][] columns) {
    this.dimensions = columns.length;
    this.rows = columns[0].length;
    if (dimensions > 31) {
      throw new IllegalArgumentException(dimensions + " dimensions; at most 31 are searched");
    }
    this.order = new int[rows];
    Arrays.setAll(order, i -> i);
    int nodes = 1;
    for (int size = rows; size > LEAF; size = (size + 1) / 2) {
      nodes = 2 * nodes + 1;
    }
    this.boxes = new double[nodes * dimensions * 2];
    build(columns, 0, 0, rows);
    this.points = new double[rows * dimensions];
    for (int d = 0; d < dimensions; d++) {
      for (int p = 0; p < rows; p++) {
        points[p * dimensions + d] = columns[d][order[p]];
      }
    }
  }

  /** Row at each position; not to be changed. */
  int[] order() {
    return order;
  }

  private void build(double[][] columns, int node, int from, int to) {
    int widest = 0;
    double width = -1;
    for (int d = 0; d < dimensions; d++) {
      double[] column = columns[d];
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = from; i < to; i++) {
        double value = column[order[i]];
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      int box = (node * dimensions + d) * 2;
      boxes[box] = low;
      boxes[box + 1] = high;
      if (high - low > width) {
        width = high - low;
        widest = d;
      }
    }
    if (to - from > LEAF) {
      int middle = middle(from, to);
      select(columns[widest], from, to - 1, middle);
      build(columns, 2 * node + 1, from, middle);
      build(columns, 2 * node + 2, middle, to);
    }
  }

  /** The larger half first: its size decides how deep the tree is. */
  private static int middle(int from, int to) {
    return from + (to - from + 1) / 2;
  }

  /** Hoare's quickselect on {@code order}: what is before {@code k} is not larger. */
  private void select(double[] column, int first, int last, int k) {
    int from = first;
    int to = last;
    while (from < to) {
      double pivot = column[order[(from + to) >>> 1]];
      int i = from;
      int j = to;
      while (i <= j) {
        while (column[order[i]] < pivot) {
          i++;
        }
        while (column[order[j]] > pivot) {
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

  /**
   * A question's scratch space: where, and the answer of {@link #nearest}.
   *
   * <p>{@code distance} and {@code position} hold the nearest found so far, nearest first; equal
   * distances are ordered by row, so that the answer does not depend on the tree.
   */
  static final class Query {
    final double[] point;
    final double[] radius;
    final double[] distance;
    final int[] position;
    private final int theiler;
    private int row;

    /**
     * Further columns in the order of the tree that take part in the distance, though the tree
     * knows nothing of them; and the query's values of them.
     */
    double[][] extra = NO_COLUMNS;

    double[] extraPoint = NO_VALUES;

    /**
     * @param k neighbours that {@link #nearest} looks for
     */
    Query(int dimensions, int k, int theiler) {
      this.point = new double[dimensions];
      this.radius = new double[dimensions];
      this.distance = new double[k];
      this.position = new int[k];
      this.theiler = theiler;
    }
  }

  Query query(int k, int theiler) {
    return new Query(dimensions, k, theiler);
  }

  double coordinate(int position, int dimension) {
    return points[position * dimensions + dimension];
  }

  /** Coordinates of the point at {@code position} into the query. */
  void moveTo(Query query, int position) {
    System.arraycopy(points, position * dimensions, query.point, 0, dimensions);
    query.row = order[position];
  }

  /**
   * The nearest points of another row than the query's, its Theiler window left out.
   *
   * @return distance to the farthest of them, infinite when there are too few points
   */
  double nearest(Query query) {
    Arrays.fill(query.distance, Double.POSITIVE_INFINITY);
    Arrays.fill(query.position, -1);
    nearest(query, 0, 0, rows);
    return query.distance[query.distance.length - 1];
  }

  private void nearest(Query query, int node, int from, int to) {
    if (to - from <= LEAF) {
      nearestInLeaf(query, from, to);
      return;
    }
    int middle = middle(from, to);
    int left = 2 * node + 1;
    int last = query.distance.length - 1;
    double worst = query.distance[last];
    double toLeft = toBox(query.point, left, worst);
    double toRight = toBox(query.point, left + 1, worst);
    // Not smaller-or-equal cut off: an equal distance of a lower row replaces a higher row.
    if (toLeft <= toRight) {
      if (toLeft <= query.distance[last]) {
        nearest(query, left, from, middle);
      }
      if (toRight <= query.distance[last]) {
        nearest(query, left + 1, middle, to);
      }
    } else {
      if (toRight <= query.distance[last]) {
        nearest(query, left + 1, middle, to);
      }
      if (toLeft <= query.distance[last]) {
        nearest(query, left, from, middle);
      }
    }
  }

  private void nearestInLeaf(Query query, int from, int to) {
    double[] q = query.point;
    int last = query.distance.length - 1;
    double worst = query.distance[last];
    for (int p = from, at = from * dimensions; p < to; p++, at += dimensions) {
      double far = Math.abs(q[0] - points[at]);
      for (int d = 1; d < dimensions && far <= worst; d++) {
        far = Math.max(far, Math.abs(q[d] - points[at + d]));
      }
      for (int e = 0; e < query.extra.length; e++) {
        far = Math.max(far, Math.abs(query.extraPoint[e] - query.extra[e][p]));
      }
      if (far <= worst && Math.abs(order[p] - query.row) > query.theiler) {
        insert(query, far, p);
        worst = query.distance[last];
      }
    }
  }

  private void insert(Query query, double far, int position) {
    double[] distance = query.distance;
    int at = distance.length - 1;
    if (far == distance[at] && !before(position, query.position[at])) {
      return;
    }
    while (at > 0
        && (far < distance[at - 1]
            || (far == distance[at - 1] && before(position, query.position[at - 1])))) {
      distance[at] = distance[at - 1];
      query.position[at] = query.position[at - 1];
      at--;
    }
    distance[at] = far;
    query.position[at] = position;
  }

  /**
   * The nearest points of another row than the query's into {@code gathering}; of equally far ones
   * at its end any.
   */
  void gather(Query query, Gathering gathering) {
    gathering.clear();
    gather(query, gathering, 0, 0, rows);
    gathering.finish();
  }

  private void gather(Query query, Gathering gathering, int node, int from, int to) {
    if (to - from <= LEAF) {
      gatherInLeaf(query, gathering, from, to);
      return;
    }
    int middle = middle(from, to);
    int left = 2 * node + 1;
    double enough = gathering.bound();
    double toLeft = toBox(query.point, left, enough);
    double toRight = toBox(query.point, left + 1, enough);
    boolean leftFirst = toLeft <= toRight;
    for (int turn = 0; turn < 2; turn++) {
      boolean goLeft = leftFirst == (turn == 0);
      if (gathering.wants(goLeft ? toLeft : toRight)) {
        gather(
            query,
            gathering,
            goLeft ? left : left + 1,
            goLeft ? from : middle,
            goLeft ? middle : to);
      }
    }
  }

  private void gatherInLeaf(Query query, Gathering gathering, int from, int to) {
    double[] q = query.point;
    for (int p = from, at = from * dimensions; p < to; p++, at += dimensions) {
      double far = Math.abs(q[0] - points[at]);
      for (int d = 1; d < dimensions; d++) {
        far = Math.max(far, Math.abs(q[d] - points[at + d]));
      }
      if (gathering.wants(far) && order[p] != query.row) {
        gathering.offer(far, p);
      }
    }
  }

  /** Looks at the points of leaves, and says how near a leaf must still be. */
  interface Leaves {
    /** Positions from, to (exclusive) in {@code points}. */
    void leaf(double[] points, int from, int to);

    /** Leaves at this distance or farther are not wanted. */
    double bound();
  }

  /** The leaves that may hold points nearer to {@code query.point} than wanted, near ones first. */
  void nearLeaves(Query query, Leaves leaves) {
    nearLeaves(query, leaves, 0, 0, rows);
  }

  private void nearLeaves(Query query, Leaves leaves, int node, int from, int to) {
    if (to - from <= LEAF) {
      leaves.leaf(points, from, to);
      return;
    }
    int middle = middle(from, to);
    int left = 2 * node + 1;
    double bound = leaves.bound();
    double toLeft = toBox(query.point, left, bound);
    double toRight = toBox(query.point, left + 1, bound);
    if (toLeft <= toRight) {
      if (toLeft < bound) {
        nearLeaves(query, leaves, left, from, middle);
      }
      if (toRight < leaves.bound()) {
        nearLeaves(query, leaves, left + 1, middle, to);
      }
    } else {
      if (toRight < bound) {
        nearLeaves(query, leaves, left + 1, middle, to);
      }
      if (toLeft < leaves.bound()) {
        nearLeaves(query, leaves, left, from, middle);
      }
    }
  }

  private boolean before(int position, int other) {
    return other < 0 || order[position] < order[other];
  }

  /**
   * Largest distance to the neighbours found in the dimensions {@code [from, to)}, as a radius that
   * strictly encloses them.
   */
  double enclosing(Query query, int from, int to) {
    double distance = 0;
    for (int position : query.position) {
      for (int d = from; d < to; d++) {
        double gap = Math.abs(query.point[d] - points[position * dimensions + d]);
        distance = Math.max(distance, gap);
      }
    }
    return Math.nextUp(distance);
  }

  /** Exact up to {@code enough}; of a box that is farther only that it is. */
  private double toBox(double[] point, int node, double enough) {
    double distance = 0;
    int box = node * dimensions * 2;
    for (int d = 0; d < dimensions && distance <= enough; d++, box += 2) {
      double value = point[d];
      distance = Math.max(distance, Math.max(boxes[box] - value, value - boxes[box + 1]));
    }
    return distance;
  }

  /**
   * Points strictly nearer to {@code query.point} than {@code query.radius} in every dimension, the
   * query's own included.
   */
  int count(Query query) {
    return count(query, 0, 0, rows, (1 << dimensions) - 1);
  }

  /**
   * @param open dimensions in which the node is not known to lie inside
   */
  private int count(Query query, int node, int from, int to, int open) {
    int still = overlap(query, node, open);
    if (still < 0) {
      return 0;
    }
    if (still == 0) {
      return to - from;
    }
    if (to - from <= LEAF) {
      return countInLeaf(query, from, to);
    }
    int middle = middle(from, to);
    return count(query, 2 * node + 1, from, middle, still)
        + count(query, 2 * node + 2, middle, to, still);
  }

  private int countInLeaf(Query query, int from, int to) {
    int count = 0;
    for (int p = from; p < to; p++) {
      count += within(query, p) ? 1 : 0;
    }
    return count;
  }

  private boolean within(Query query, int position) {
    int at = position * dimensions;
    for (int d = 0; d < dimensions; d++) {
      if (!(Math.abs(query.point[d] - points[at + d]) < query.radius[d])) {
        return false;
      }
    }
    return true;
  }

  /** −1: the box lies outside; else the dimensions of {@code open} in which it sticks out. */
  private int overlap(Query query, int node, int open) {
    int still = 0;
    int box = node * dimensions * 2;
    for (int left = open; left != 0; left &= left - 1) {
      int d = Integer.numberOfTrailingZeros(left);
      double value = query.point[d];
      double low = value - boxes[box + 2 * d];
      double high = boxes[box + 2 * d + 1] - value;
      double radius = query.radius[d];
      if (!(-low < radius) || !(-high < radius)) {
        return -1;
      }
      if (!(low < radius && high < radius)) {
        still |= 1 << d;
      }
    }
    return still;
  }

  /** Told of pieces of the tree inside a radius; positions from, to (exclusive). */
  interface Ranges {
    void range(int from, int to);
  }

  /** As {@link #count}, but tells where the points are: maximal runs known to lie inside. */
  void forEach(Query query, Ranges ranges) {
    forEach(query, ranges, 0, 0, rows, (1 << dimensions) - 1);
  }

  private void forEach(Query query, Ranges ranges, int node, int from, int to, int open) {
    int still = overlap(query, node, open);
    if (still < 0) {
      return;
    }
    if (still == 0) {
      ranges.range(from, to);
    } else if (to - from <= LEAF) {
      for (int p = from; p < to; p++) {
        if (within(query, p)) {
          ranges.range(p, p + 1);
        }
      }
    } else {
      int middle = middle(from, to);
      forEach(query, ranges, 2 * node + 1, from, middle, still);
      forEach(query, ranges, 2 * node + 2, middle, to, still);
    }
  }
}
