package io.orchestrator.analysis.information.discrete;

import java.util.Arrays;

/**
 * One symbol for each row, numbered 0 … {@code alphabet}−1 without holes. Pairs get their numbers
 * by hashing, so that memory grows with the rows and never with the product of the alphabets.
 *
 * @param of symbol of each row; not to be changed
 * @param alphabet symbols that occur
 */
record Symbols(int[] of, int alphabet) {
  /** Combined symbols of several columns; without a column every row has the same. */
  static Symbols of(int[][] columns, int rows) {
    Symbols all = new Symbols(new int[rows], 1);
    for (int[] column : columns) {
      if (column.length != rows) {
        throw new IllegalArgumentException(
            "columns of " + rows + " and of " + column.length + " rows");
      }
      int most = Arrays.stream(column).max().orElse(0);
      all = all.with(new Symbols(column, most + 1));
    }
    return all;
  }

  int rows() {
    return of.length;
  }

  /** The pairs of this and another, in the order in which they occur first. */
  Symbols with(Symbols other) {
    int[] pairs = new int[of.length];
    int found = new PairNumbers(of.length).number(of, other.of, other.alphabet, pairs);
    return new Symbols(pairs, found);
  }

  Symbols reordered(int[] order) {
    int[] moved = new int[of.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = of[order[i]];
    }
    return new Symbols(moved, alphabet);
  }

  int[] counts() {
    int[] counts = new int[alphabet];
    for (int symbol : of) {
      counts[symbol]++;
    }
    return counts;
  }

  /** Sum of n·log2(n) over the symbols. */
  double sumOfLogs() {
    double sum = 0;
    for (int n : counts()) {
      sum += n < 2 ? 0 : n * DiscreteEstimator.log2(n);
    }
    return sum;
  }

  /** Open addressing; at least half of the places stay free. */
  private static final class PairNumbers {
    private final long[] keys;
    private final int[] numbers;
    private final int mask;

    PairNumbers(int most) {
      int size = Integer.highestOneBit(Math.max(8, most)) << 2;
      this.keys = new long[size];
      this.numbers = new int[size];
      this.mask = size - 1;
    }

    int number(int[] a, int[] b, int ofB, int[] into) {
      int next = 0;
      for (int i = 0; i < a.length; i++) {
        long key = (long) a[i] * ofB + b[i] + 1; // 0 marks a free place
        int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (keys[at] != 0 && keys[at] != key) {
          at = (at + 1) & mask;
        }
        if (keys[at] == 0) {
          keys[at] = key;
          numbers[at] = next++;
        }
        into[i] = numbers[at];
      }
      return next;
    }
  }
}
