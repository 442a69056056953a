package io.orchestrator.analysis.information.nearest;

import java.util.Arrays;

/**
 * Algorithm 1 with few rows near in z: one search finds the neighbours and their counts. A row as
 * near as the k-th neighbour is at least as near in z alone, so a search in the tree of z that
 * measures the whole distance meets every row that is neighbour or counted; what it met is kept and
 * counted when the radius is known.
 */
final class OneSearch implements KdTree.Leaves {
  private static final int FIRST_ROOM = 512;

  /** More than the rounding of a sum, less than matters. */
  private static final double SLACK = 1 + 1e-12;

  private final double[][] x; // by position in the tree of z
  private final double[][] y;
  private final int dimensions;
  private final int theiler;
  private final KdTree tree;
  private final KdTree.Query query;
  private final double[] nearest; // nearest first
  private int at;
  private double bound;
  private double before = Double.POSITIVE_INFINITY; // radius of the position before
  private int met;
  private double[] inZ = new double[FIRST_ROOM];
  private double[] inXz = new double[FIRST_ROOM];
  private double[] inYz = new double[FIRST_ROOM];
  int nearZ;
  int nearXz;
  int nearYz;

  OneSearch(double[][] x, double[][] y, double[][] z, KraskovSettings settings) {
    this.tree = new KdTree(z);
    this.x = Columns.ordered(x, tree.order());
    this.y = Columns.ordered(y, tree.order());
    this.dimensions = z.length;
    this.theiler = settings.theiler();
    this.query = tree.query(1, 0);
    this.nearest = new double[settings.k()];
  }

  int row(int position) {
    return tree.order()[position];
  }

  /**
   * Fills the counts of the row at a position of the tree; fastest in rising order, since rows that
   * lie side by side have like radii.
   */
  void count(int position) {
    tree.moveTo(query, position);
    at = position;
    met = 0;
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    bound = atMost(position);
    tree.nearLeaves(query, this);
    double radius = nearest[nearest.length - 1];
    before = radius;
    nearZ = 0;
    nearXz = 0;
    nearYz = 0;
    for (int i = 0; i < met; i++) {
      nearZ += inZ[i] < radius ? 1 : 0;
      nearXz += inXz[i] < radius ? 1 : 0;
      nearYz += inYz[i] < radius ? 1 : 0;
    }
  }

  /**
   * Above the radius: the ball around the row before, and it itself, hold k others than this row.
   */
  private double atMost(int position) {
    if (position == 0 || theiler > 0) {
      return Double.POSITIVE_INFINITY;
    }
    double apart = Math.max(distance(x, position - 1), distance(y, position - 1));
    for (int d = 0; d < dimensions; d++) {
      apart = Math.max(apart, Math.abs(query.point[d] - tree.coordinate(position - 1, d)));
    }
    return Math.max(Double.MIN_NORMAL, (before + apart) * SLACK);
  }

  private double distance(double[][] columns, int other) {
    double far = 0;
    for (double[] column : columns) {
      far = Math.max(far, Math.abs(column[at] - column[other]));
    }
    return far;
  }

  @Override
  public double bound() {
    return bound;
  }

  @Override
  public void leaf(double[] points, int from, int to) {
    double[] q = query.point;
    for (int p = from, i = from * dimensions; p < to; p++, i += dimensions) {
      double far = Math.abs(q[0] - points[i]);
      for (int d = 1; d < dimensions && far < bound; d++) {
        far = Math.max(far, Math.abs(q[d] - points[i + d]));
      }
      if (far < bound && p != at && !tooNearInTime(p)) {
        meet(far, Math.max(far, distance(x, p)), Math.max(far, distance(y, p)));
      }
    }
  }

  private boolean tooNearInTime(int p) {
    return theiler > 0 && Math.abs(row(p) - row(at)) <= theiler;
  }

  private void meet(double z, double xz, double yz) {
    if (met == inZ.length) {
      inZ = Arrays.copyOf(inZ, 2 * met);
      inXz = Arrays.copyOf(inXz, 2 * met);
      inYz = Arrays.copyOf(inYz, 2 * met);
    }
    inZ[met] = z;
    inXz[met] = xz;
    inYz[met++] = yz;
    double far = Math.max(xz, yz);
    if (far < bound) {
      int i = nearest.length - 1;
      while (i > 0 && far < nearest[i - 1]) {
        nearest[i] = nearest[i - 1];
        i--;
      }
      if (far < nearest[i]) {
        nearest[i] = far;
      }
      bound = Math.min(bound, nearest[nearest.length - 1]);
    }
  }
}
