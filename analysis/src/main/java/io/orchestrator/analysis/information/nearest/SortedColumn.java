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
    // Without a branch on what was found: it could not be predicted.
    int base = 0;
    int left = values.length;
    while (left > 1) {
      int half = left >>> 1;
      base = value - values[base + half - 1] < radius ? base : base + half;
      left -= half;
    }
    return base + (value - values[base] < radius ? 0 : 1);
  }

  /** First rank beyond those strictly nearer than {@code radius}, which is above 0. */
  int to(double value, double radius) {
    int base = 0;
    int left = values.length;
    while (left > 1) {
      int half = left >>> 1;
      base = values[base + half - 1] - value < radius ? base + half : base;
      left -= half;
    }
    return base + (values[base] - value < radius ? 1 : 0);
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
