package io.orchestrator.analysis.information.nearest;

import java.util.Arrays;

/**
 * The nearest of many points, when many of them are wanted: twice as many as wanted are let in
 * before the farther half is thrown out, so that an entry costs a few steps and not the length of a
 * sorted list.
 */
final class Gathering {
  private static final int SHORT = 24;

  final double[] distance;
  final int[] position;
  private final int wanted;
  private int size;

  private double bound;

  Gathering(int wanted) {
    this.wanted = wanted;
    this.distance = new double[2 * wanted];
    this.position = new int[2 * wanted];
    clear();
  }

  void clear() {
    size = 0;
    bound = Double.POSITIVE_INFINITY;
  }

  /** Nothing as far or farther is wanted any more; all is while there are too few. */
  double bound() {
    return bound;
  }

  boolean wants(double far) {
    return far < bound || bound == Double.POSITIVE_INFINITY;
  }

  void offer(double far, int at) {
    distance[size] = far;
    position[size++] = at;
    if (size == distance.length) {
      halve();
    }
  }

  /** Leaves the nearest in front, nearest first; as many as wanted if so many were offered. */
  void finish() {
    if (size > wanted) {
      halve();
    }
    sort(0, size - 1);
    Arrays.fill(distance, size, wanted, Double.POSITIVE_INFINITY);
    Arrays.fill(position, size, wanted, -1);
  }

  private void halve() {
    int from = 0;
    int to = size - 1;
    int last = wanted - 1;
    while (from < to) {
      int[] ends = partition(from, to);
      if (last <= ends[1]) {
        to = ends[1];
      } else if (last >= ends[0]) {
        from = ends[0];
      } else {
        break;
      }
    }
    size = wanted;
    bound = distance[last];
  }

  /**
   * Hoare's: {@code [from, ends[1]]} is not above {@code [ends[0], to]}; between lies the pivot.
   */
  private int[] partition(int from, int to) {
    double pivot = distance[(from + to) >>> 1];
    int i = from;
    int j = to;
    while (i <= j) {
      while (distance[i] < pivot) {
        i++;
      }
      while (distance[j] > pivot) {
        j--;
      }
      if (i <= j) {
        double far = distance[i];
        distance[i] = distance[j];
        distance[j] = far;
        int at = position[i];
        position[i++] = position[j];
        position[j--] = at;
      }
    }
    return new int[] {i, j};
  }

  private void sort(int from, int to) {
    if (to - from >= SHORT) {
      int[] ends = partition(from, to);
      sort(from, ends[1]);
      sort(ends[0], to);
      return;
    }
    for (int i = from + 1; i <= to; i++) {
      double far = distance[i];
      int at = position[i];
      int j = i;
      while (j > from && distance[j - 1] > far) {
        distance[j] = distance[j - 1];
        position[j] = position[j - 1];
        j--;
      }
      distance[j] = far;
      position[j] = at;
    }
  }
}
