package io.orchestrator.analysis.information.nearest;

import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.port.Accelerator.Neighbours;
import io.orchestrator.domain.port.Accelerator.NotComputed;
import io.orchestrator.domain.port.Accelerator.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** One x under {@link GivenConditions}, as it is and with its rows in other orders. */
public final class Candidate {
  private final GivenConditions given;
  private final double[][] x;
  private final SortedColumn sorted; // of a single column; its values are those of every order

  Candidate(GivenConditions given, double[][] x) {
    this.given = given;
    this.x = x;
    this.sorted = x.length == 1 && given.prepared != null ? new SortedColumn(x[0]) : null;
  }

  /** With the same y and z, so that both can be asked at once. */
  public boolean sameConditions(Candidate other) {
    return given == other.given;
  }

  /**
   * I(X;Y|Z) of surrogates of several candidates, computed elsewhere.
   *
   * @param candidates of the same y and z, at least one
   * @param orders {@code [candidate][order][row]}, as in {@link #information(int[])}
   * @return {@code [candidate][order]}, nats
   * @throws NotComputed the accelerator could not
   */
  public static double[][] information(
      List<Candidate> candidates, int[][][] orders, Accelerator accelerator) throws NotComputed {
    GivenConditions given = candidates.get(0).given;
    List<Variable> variables = new ArrayList<>();
    for (int c = 0; c < orders.length; c++) {
      variables.add(new Variable(candidates.get(c).x, orders[c]));
    }
    KraskovSettings settings = given.settings;
    return accelerator.information(
        new Neighbours(
            settings.k(), settings.algorithm(), settings.theiler(), given.y, given.z, variables));
  }

  /** Columns of x. */
  public int dimensions() {
    return x.length;
  }

  /** Columns of y and z. */
  public int conditions() {
    return given.y.length + given.z.length;
  }

  public int rows() {
    return given.rows;
  }

  /** I(X;Y|Z); nats. */
  public double information() {
    return information(IntStream.range(0, given.rows).toArray());
  }

  /**
   * I(X;Y|Z) of a surrogate; nats.
   *
   * @param order row {@code i} of the surrogate is row {@code order[i]} of x
   */
  public double information(int[] order) {
    boolean euclidean = given.settings.norm() == Norm.EUCLIDEAN && x.length > 1;
    if (given.prepared == null || euclidean) {
      return new KraskovEstimator(given.settings.raw())
          .conditional(Columns.ordered(x, order), given.y, given.z);
    }
    return new Walk(given, x, sorted, order).mean();
  }

  private static final class Walk {
    private final int rows;
    private final GivenConditions.Prepared prepared;
    private final double[][] x; // by slot
    private final SortedColumn sorted;
    private final int[] lineRanks; // of x in the order of z's line
    private final Subspace.Counter alone; // x of several columns without z
    private final KdTree.Query joint;
    private final KdTree.Query inYz;
    private final KdTree.Query inZ;
    private final double[][] treeX; // x in the order of z's tree
    private final double[] nearest;
    private int slot;
    private double radius;
    private int nearYz; // -1: the list did not tell
    private int nearZ;
    private int nearXz;

    Walk(GivenConditions given, double[][] byRow, SortedColumn sorted, int[] order) {
      this.rows = given.rows;
      this.prepared = given.prepared;
      this.sorted = sorted;
      KdTree tree = prepared.nearYz().tree();
      int[] rowOf = Columns.ordered(order, tree.order());
      x = Columns.ordered(byRow, rowOf);
      boolean line = prepared.lineZ() != null && sorted != null;
      lineRanks =
          line
              ? Columns.ordered(sorted.ranks(), Columns.ordered(rowOf, prepared.lineZ().order()))
              : null;
      alone = prepared.slotZ().length == 0 && sorted == null ? new Subspace(x, 0).counter() : null;
      joint = tree.query(given.settings.k(), 0);
      joint.extra = x;
      joint.extraPoint = new double[x.length];
      inYz = tree.query(1, 0);
      boolean lists = prepared.nearZ() != null;
      inZ = lists ? prepared.nearZ().tree().query(1, 0) : null;
      treeX = lists ? Columns.ordered(x, prepared.nearZ().tree().order()) : null;
      nearest = new double[given.settings.k()];
    }

    double mean() {
      double[] psi = Digamma.upTo(rows + 1);
      double sum = 0;
      for (slot = 0; slot < rows; slot++) {
        radius = radius();
        count();
        sum += psi[nearZ + 1] - psi[nearXz + 1] - psi[nearYz() + 1];
      }
      return psi[nearest.length] + sum / rows;
    }

    /** Distance to the k-th neighbour in x, y and z. */
    private double radius() {
      NeighbourLists lists = prepared.nearYz();
      int k = nearest.length;
      Arrays.fill(nearest, Double.POSITIVE_INFINITY);
      double worst = Double.POSITIVE_INFINITY;
      int from = slot * lists.length();
      int to = from + lists.length();
      nearYz = -1;
      double[] distances = lists.distances();
      int[] slots = lists.slots();
      double[] first = x[0];
      double own = first[slot];
      for (int i = from; i < to; i++) {
        double far = distances[i];
        if (far >= worst) {
          // All before are nearer than the radius, but for some that are as far.
          int end = i;
          while (end > from && distances[end - 1] >= worst) {
            end--;
          }
          nearYz = end - from;
          return worst;
        }
        int other = slots[i];
        far = Math.max(far, Math.abs(own - first[other]));
        for (int d = 1; d < x.length; d++) {
          far = Math.max(far, Math.abs(x[d][slot] - x[d][other]));
        }
        if (far < worst) {
          int at = k - 1;
          while (at > 0 && nearest[at - 1] > far) {
            nearest[at] = nearest[at - 1];
            at--;
          }
          nearest[at] = far;
          worst = nearest[k - 1];
        }
      }
      return lists.length() == rows - 1 ? worst : searched(lists.tree());
    }

    /** The list was too short for this row. */
    private double searched(KdTree tree) {
      tree.moveTo(joint, slot);
      for (int d = 0; d < x.length; d++) {
        joint.extraPoint[d] = x[d][slot];
      }
      return tree.nearest(joint);
    }

    private int nearYz() {
      if (nearYz >= 0) {
        return nearYz;
      }
      NeighbourLists lists = prepared.nearYz();
      if (lists.reaches(slot, radius, rows)) {
        return lists.count(slot, radius);
      }
      ask(inYz, prepared.slotYz());
      return lists.tree().count(inYz) - (radius > 0 ? 1 : 0);
    }

    private void ask(KdTree.Query query, double[][] columns) {
      for (int d = 0; d < columns.length; d++) {
        query.point[d] = columns[d][slot];
        query.radius[d] = radius;
      }
    }

    private void count() {
      nearZ = 0;
      nearXz = 0;
      if (prepared.slotZ().length == 0) {
        nearZ = rows - 1;
        nearXz = withoutZ();
      } else if (radius > 0) {
        if (prepared.lineZ() != null) {
          alongLine();
        } else if (prepared.nearZ().reaches(slot, radius, rows)) {
          alongList();
        } else {
          ask(inZ, prepared.slotZ());
          nearZ = -1;
          nearXz = -1;
          prepared.nearZ().tree().forEach(inZ, this::range);
        }
      }
    }

    private int withoutZ() {
      if (sorted != null) {
        return radius > 0 ? sorted.count(x[0][slot], radius) - 1 : 0;
      }
      alone.radius(0, x.length, radius);
      return alone.others(slot);
    }

    private void alongLine() {
      double value = prepared.slotZ()[0][slot];
      int from = prepared.lineZ().from(value, radius);
      int to = prepared.lineZ().to(value, radius);
      nearZ = to - from - 1;
      if (sorted != null) {
        int low = sorted.from(x[0][slot], radius);
        int high = sorted.to(x[0][slot], radius);
        nearXz = Near.countRanks(lineRanks, from, to, low, high) - 1;
      } else {
        nearXz = -1;
        int[] slotAt = prepared.lineZ().order();
        for (int p = from; p < to; p++) {
          nearXz += near(slotAt[p]);
        }
      }
    }

    private void alongList() {
      NeighbourLists lists = prepared.nearZ();
      int from = slot * lists.length();
      nearZ = lists.count(slot, radius);
      for (int i = from; i < from + nearZ; i++) {
        nearXz += near(lists.slots()[i]);
      }
    }

    private int near(int other) {
      for (double[] column : x) {
        if (!(Math.abs(column[slot] - column[other]) < radius)) {
          return 0;
        }
      }
      return 1;
    }

    private void range(int from, int to) {
      nearZ += to - from;
      nearXz += Near.count(treeX, x, slot, radius, from, to);
    }
  }
}
