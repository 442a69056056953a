package io.orchestrator.analysis.information.nearest;

import java.util.Arrays;

/** Values of one column in rising order, with the rows they came from. */
final class SortedColumn {
  private final double[] values;
  private final int[] order;
  private final int[] ranks;

  SortedColumn(double[] column) {
    int rows = column.length;
    this.values = column.clone();
    Arrays.sort(values);
    this.ranks = new int[rows];
    this.order = new int[rows];
    int[] taken = new int[rows];
    for (int row = 0; row < rows; row++) {
      int first = firstAtLeast(column[row]);
      int rank = first + taken[first]++; // equal values: in the order of the rows
      ranks[row] = rank;
      order[rank] = row;
    }
  }

  /** Row of each rank; not to be changed. */
  int[] order() {
    return order;
  }

  /** Rank of each row; not to be changed. */
  int[] ranks() {
    return ranks;
  }

  /** Values strictly nearer to {@code value} than {@code radius}, an equal one included. */
  int count(double value, double radius) {
    return radius > 0 ? to(value, radius) - from(value, radius) : 0;
  }

  /** First rank strictly nearer to {@code value} than {@code radius}, which is above 0. */
  int from(double value, double radius) {
    int low = 0;
    int high = values.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values[middle] >= value || value - values[middle] < radius) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** First rank beyond those strictly nearer than {@code radius}, which is above 0. */
  int to(double value, double radius) {
    int low = 0;
    int high = values.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values[middle] <= value || values[middle] - value < radius) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int firstAtLeast(double value) {
    int low = 0;
    int high = values.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
