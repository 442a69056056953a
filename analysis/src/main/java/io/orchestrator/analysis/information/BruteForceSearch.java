package io.orchestrator.analysis.information;

import java.util.Arrays;

/** Looks at every point: O(N) per question. The reference for {@link KdTree}. */
record BruteForceSearch(double[][] columns) implements NeighbourSearch {
  @Override
  public double distance(int i, int k) {
    double[] nearest = new double[k];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    for (int j = 0; j < columns[0].length; j++) {
      double distance = between(i, j);
      if (j != i && distance < nearest[k - 1]) {
        int at = k - 1;
        while (at > 0 && nearest[at - 1] > distance) {
          nearest[at] = nearest[at - 1];
          at--;
        }
        nearest[at] = distance;
      }
    }
    return nearest[k - 1];
  }

  @Override
  public int countNearer(int i, double radius) {
    int count = 0;
    for (int j = 0; j < columns[0].length; j++) {
      count += j != i && between(i, j) < radius ? 1 : 0;
    }
    return count;
  }

  private double between(int i, int j) {
    double distance = 0;
    for (double[] column : columns) {
      distance = Math.max(distance, Math.abs(column[i] - column[j]));
    }
    return distance;
  }
}
