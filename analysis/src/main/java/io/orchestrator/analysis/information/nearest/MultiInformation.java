package io.orchestrator.analysis.information.nearest;

import java.util.Arrays;
import java.util.Random;

/**
 * How far several variables together are from independence (multi-information, total correlation),
 * by nearest neighbours: Kraskov, Stögbauer and Grassberger (PRE 69, 066138, 2004), equations 23
 * (algorithm 1) and 30 (algorithm 2). Of two variables it is their mutual information.
 */
public final class MultiInformation {
  private MultiInformation() {}

  /**
   * @param columns {@code [variable][row]}, at least two, finite, of equal length
   * @return one value for each row, nats; their mean is the multi-information
   * @throws IllegalArgumentException too few variables or rows, or a value that is not finite
   */
  public static double[] local(double[][] columns, KraskovSettings settings) {
    int variables = columns.length;
    if (variables < 2) {
      throw new IllegalArgumentException("at least two variables are needed");
    }
    int rows = columns[0].length;
    settings.checkRows(rows);
    Columns.checkLengths(rows, columns);
    double[][] prepared = Columns.prepare(columns, settings, new Random(settings.seed()));
    KdTree tree = new KdTree(prepared);
    KdTree.Query query = tree.query(settings.k(), settings.theiler());
    Subspace.Counter[] near =
        Arrays.stream(prepared)
            .map(c -> new Subspace(new double[][] {c}, settings.theiler()).counter())
            .toArray(Subspace.Counter[]::new);
    boolean cubes = settings.algorithm() == 1;
    double[] psi = Digamma.upTo(rows + 1);
    double all =
        psi[settings.k()] + (variables - 1) * (psi[rows] - (cubes ? 0 : 1.0 / settings.k()));
    double[] local = new double[rows];
    for (int position = 0; position < rows; position++) {
      int row = tree.order()[position];
      tree.moveTo(query, position);
      double cube = tree.nearest(query);
      double value = all;
      for (int v = 0; v < variables; v++) {
        near[v].radius(0, 1, cubes ? cube : tree.enclosing(query, v, v + 1));
        value -= psi[near[v].others(row) + (cubes ? 1 : 0)];
      }
      local[row] = value;
    }
    return local;
  }
}
