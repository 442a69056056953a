package io.orchestrator.analysis.information.network;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Orders of rows that destroy what a source could tell. Each is drawn from a seed of its own, so
 * that surrogate 17 of a candidate is the same in every run and on every thread.
 *
 * @param rowsPerTrial samples less the largest lag
 */
record RowOrders(PermutationSettings settings, int rowsPerTrial, int trials, long seed) {

  /** Trials have more orders than {@code surrogates}: else samples are permuted. */
  boolean inTime(int surrogates) {
    double orders = 1;
    for (int i = 2; i <= trials && orders <= surrogates; i++) {
      orders *= i;
    }
    return settings.inTime() || orders <= surrogates;
  }

  /**
   * @param stream what the surrogate is for: equal streams and indices give equal orders
   */
  int[] order(boolean inTime, long stream, int index) {
    UniformRandomProvider random =
        RandomSource.SPLIT_MIX_64.create(mixed(mixed(seed ^ mixed(stream)) + index));
    int[] order = new int[rowsPerTrial * trials];
    if (inTime) {
      int[] samples = samples(random);
      for (int t = 0; t < trials; t++) {
        for (int i = 0; i < rowsPerTrial; i++) {
          order[t * rowsPerTrial + i] = t * rowsPerTrial + samples[i];
        }
      }
    } else {
      int[] places = identity(trials);
      shuffle(places, 0, trials, random);
      for (int t = 0; t < trials; t++) {
        for (int i = 0; i < rowsPerTrial; i++) {
          order[t * rowsPerTrial + i] = places[t] * rowsPerTrial + i;
        }
      }
    }
    return order;
  }

  private int[] samples(UniformRandomProvider random) {
    int[] order = identity(rowsPerTrial);
    switch (settings.type()) {
      case RANDOM -> shuffle(order, 0, order.length, random);
      case CIRCULAR -> {
        int most = Math.min(settings.maxShift(), rowsPerTrial - 1);
        int shift = 1 + random.nextInt(most);
        Arrays.setAll(order, i -> Math.floorMod(i - shift, rowsPerTrial));
      }
      case LOCAL -> {
        for (int from = 0; from < order.length; from += settings.range()) {
          shuffle(order, from, Math.min(order.length, from + settings.range()), random);
        }
      }
      case BLOCK -> {
        int blocks = (rowsPerTrial + settings.blockSize() - 1) / settings.blockSize();
        int[] places = identity(blocks);
        for (int from = 0; from < blocks; from += settings.range()) {
          shuffle(places, from, Math.min(blocks, from + settings.range()), random);
        }
        int at = 0;
        for (int block : places) {
          int from = block * settings.blockSize();
          int to = Math.min(rowsPerTrial, from + settings.blockSize());
          for (int i = from; i < to; i++) {
            order[at++] = i;
          }
        }
      }
    }
    return order;
  }

  private static int[] identity(int length) {
    int[] identity = new int[length];
    Arrays.setAll(identity, i -> i);
    return identity;
  }

  /** Fisher and Yates, of {@code [from, to)}. */
  private static void shuffle(int[] values, int from, int to, UniformRandomProvider random) {
    for (int i = to - 1; i > from; i--) {
      int j = from + random.nextInt(i - from + 1);
      int swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
  }

  /** SplitMix64's finalizer (Steele, Lea and Flood 2014): near seeds become far ones. */
  private static long mixed(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
