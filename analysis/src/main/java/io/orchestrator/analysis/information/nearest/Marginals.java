package io.orchestrator.analysis.information.nearest;

/**
 * How many rows are near a row in z, in x and z, and in y and z: {@link Line} for one column of
 * each, {@link Walk} for few rows near in z, {@link Searches} otherwise.
 */
abstract class Marginals {
  /** Rows near in z up to which looking at each is cheaper than two more searches; measured. */
  private static final double LONGEST_LINE = 20_000;

  private static final double LONGEST_WALK = 400;

  int nearZ;
  int nearXz;
  int nearYz;

  /** Fills the three counts for other rows outside the Theiler window. */
  abstract void count(int row, double radiusX, double radiusY, double radiusZ);

  /** Whether looking at each row that is near in z is cheap. */
  static boolean fewNearInZ(int x, int y, int z, int rows, int k) {
    return z > 0 && rows * Math.pow((double) k / rows, (double) z / (x + y + z)) < LONGEST_WALK;
  }

  static Marginals over(double[][] x, double[][] y, double[][] z, KraskovSettings settings) {
    int rows = x[0].length;
    int all = x.length + y.length + z.length;
    double nearInZ = rows * Math.pow((double) settings.k() / rows, (double) z.length / all);
    boolean single = x.length == 1 && y.length == 1 && z.length == 1;
    if (single && nearInZ < LONGEST_LINE) {
      return new Line(x[0], y[0], z[0], settings.theiler());
    }
    return fewNearInZ(x.length, y.length, z.length, rows, settings.k())
        ? new Walk(x, y, z, settings.theiler())
        : new Searches(x, y, z, settings.theiler());
  }

  /** Rows near in z are neighbours in its sorted order; their ranks in x and y are compared. */
  private static final class Line extends Marginals {
    private final double[] x;
    private final double[] y;
    private final double[] z;
    private final int theiler;
    private final SortedColumn sortedX;
    private final SortedColumn sortedY;
    private final SortedColumn sortedZ;
    private final int[] ranksX; // in the order of z
    private final int[] ranksY;

    Line(double[] x, double[] y, double[] z, int theiler) {
      this.x = x;
      this.y = y;
      this.z = z;
      this.theiler = theiler;
      this.sortedX = new SortedColumn(x);
      this.sortedY = new SortedColumn(y);
      this.sortedZ = new SortedColumn(z);
      this.ranksX = Columns.ordered(sortedX.ranks(), sortedZ.order());
      this.ranksY = Columns.ordered(sortedY.ranks(), sortedZ.order());
    }

    @Override
    void count(int row, double radiusX, double radiusY, double radiusZ) {
      nearZ = 0;
      nearXz = 0;
      nearYz = 0;
      if (!(radiusX > 0 && radiusY > 0 && radiusZ > 0)) {
        // Neighbours at distance 0 of algorithm 1: nothing is strictly nearer.
        return;
      }
      int from = sortedZ.from(z[row], radiusZ);
      int to = sortedZ.to(z[row], radiusZ);
      nearZ = to - from;
      nearXz =
          Near.countRanks(
              ranksX, from, to, sortedX.from(x[row], radiusX), sortedX.to(x[row], radiusX));
      nearYz =
          Near.countRanks(
              ranksY, from, to, sortedY.from(y[row], radiusY), sortedY.to(y[row], radiusY));
      int first = Math.max(0, row - theiler);
      int last = Math.min(x.length - 1, row + theiler);
      for (int near = first; near <= last; near++) {
        if (Math.abs(z[near] - z[row]) < radiusZ) {
          nearZ--;
          nearXz -= Math.abs(x[near] - x[row]) < radiusX ? 1 : 0;
          nearYz -= Math.abs(y[near] - y[row]) < radiusY ? 1 : 0;
        }
      }
    }
  }

  private static final class Searches extends Marginals {
    private final int rows;
    private final int dimX;
    private final int dimY;
    private final int dimZ;
    private final Subspace.Counter inZ;
    private final Subspace.Counter inXz;
    private final Subspace.Counter inYz;

    Searches(double[][] x, double[][] y, double[][] z, int theiler) {
      rows = x[0].length;
      dimX = x.length;
      dimY = y.length;
      dimZ = z.length;
      inZ = dimZ == 0 ? null : new Subspace(z, theiler).counter();
      inXz = new Subspace(Columns.join(x, z), theiler).counter();
      inYz = new Subspace(Columns.join(y, z), theiler).counter();
    }

    @Override
    void count(int row, double radiusX, double radiusY, double radiusZ) {
      inXz.radius(0, dimX, radiusX);
      inXz.radius(dimX, dimX + dimZ, radiusZ);
      nearXz = inXz.others(row);
      inYz.radius(0, dimY, radiusY);
      inYz.radius(dimY, dimY + dimZ, radiusZ);
      nearYz = inYz.others(row);
      if (inZ == null) {
        nearZ = rows - 1;
      } else {
        inZ.radius(0, dimZ, radiusZ);
        nearZ = inZ.others(row);
      }
    }
  }

  /** One search in z that looks at x and y of what it finds. */
  private static final class Walk extends Marginals implements KdTree.Ranges {
    private final double[][] x;
    private final double[][] y;
    private final double[][] z;
    private final double[][] orderedX;
    private final double[][] orderedY;
    private final int theiler;
    private final KdTree tree;
    private final KdTree.Query query;
    private int row;
    private double rx;
    private double ry;

    Walk(double[][] x, double[][] y, double[][] z, int theiler) {
      this.x = x;
      this.y = y;
      this.z = z;
      this.theiler = theiler;
      this.tree = new KdTree(z);
      this.query = tree.query(1, 0);
      this.orderedX = Columns.ordered(x, tree.order());
      this.orderedY = Columns.ordered(y, tree.order());
    }

    @Override
    void count(int ofRow, double radiusX, double radiusY, double radiusZ) {
      row = ofRow;
      rx = radiusX;
      ry = radiusY;
      nearZ = 0;
      nearXz = 0;
      nearYz = 0;
      for (int d = 0; d < z.length; d++) {
        query.point[d] = z[d][row];
        query.radius[d] = radiusZ;
      }
      tree.forEach(query, this);
      int first = Math.max(0, row - theiler);
      int last = Math.min(x[0].length - 1, row + theiler);
      for (int near = first; near <= last; near++) {
        if (within(z, near, radiusZ)) {
          nearZ--;
          nearXz -= within(x, near, rx) ? 1 : 0;
          nearYz -= within(y, near, ry) ? 1 : 0;
        }
      }
    }

    @Override
    public void range(int from, int to) {
      nearZ += to - from;
      nearXz += Near.count(orderedX, x, row, rx, from, to);
      nearYz += Near.count(orderedY, y, row, ry, from, to);
    }

    private boolean within(double[][] columns, int other, double radius) {
      for (double[] column : columns) {
        if (!(Math.abs(column[row] - column[other]) < radius)) {
          return false;
        }
      }
      return true;
    }
  }
}
