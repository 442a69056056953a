package io.orchestrator.analysis.information.decomposition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Collections of sets of sources of which none contains another (Williams and Beer,
 * arXiv:1004.2515, 2010): 4 for two sources, 18 for three, 166 for four. A set is a mask of bits.
 */
final class RedundancyLattice {
  private final int sources;
  private final List<List<Integer>> collections;
  private final long[] upsets;
  private final List<int[]> below = new ArrayList<>();

  RedundancyLattice(int sources) {
    this.sources = sources;
    List<List<Integer>> all = new ArrayList<>();
    extend(1, List.of(), all);
    // A collection that is met by more sets lies lower: rising order of the lattice.
    all.sort(Comparator.comparingLong((List<Integer> c) -> -Long.bitCount(met(c))));
    this.collections = List.copyOf(all);
    this.upsets = new long[collections.size()];
    for (int i = 0; i < collections.size(); i++) {
      long own = met(collections.get(i));
      upsets[i] = own;
      below.add(IntStream.range(0, i).filter(j -> (upsets[j] & own) == own).toArray());
    }
  }

  private void extend(int from, List<Integer> chosen, List<List<Integer>> all) {
    if (!chosen.isEmpty()) {
      all.add(chosen);
    }
    for (int set = from; set < 1 << sources; set++) {
      int candidate = set;
      if (chosen.stream().noneMatch(c -> (c & candidate) == c || (c & candidate) == candidate)) {
        List<Integer> longer = new ArrayList<>(chosen);
        longer.add(set);
        extend(set + 1, List.copyOf(longer), all);
      }
    }
  }

  /** Bit m: the sources of mask m contain a set of the collection. */
  private long met(List<Integer> collection) {
    long met = 0;
    for (int mask = 0; mask < 1 << sources; mask++) {
      for (int set : collection) {
        if ((set & mask) == set) {
          met |= 1L << mask;
        }
      }
    }
    return met;
  }

  int size() {
    return collections.size();
  }

  List<Integer> collection(int index) {
    return collections.get(index);
  }

  boolean isMet(int index, int mask) {
    return (upsets[index] >>> mask & 1) == 1;
  }

  /** What each collection has beyond those below it; {@code cumulative} is changed. */
  void invert(double[] cumulative) {
    for (int i = 0; i < cumulative.length; i++) {
      for (int lower : below.get(i)) {
        cumulative[i] -= cumulative[lower];
      }
    }
  }

  /** {@code {1}{2 3}}; sources count from 1. */
  static String label(List<Integer> collection) {
    return collection.stream()
        .sorted(Comparator.comparingInt((Integer s) -> Integer.bitCount(s)).thenComparing(s -> s))
        .map(
            set ->
                IntStream.range(0, 4)
                    .filter(i -> (set >> i & 1) == 1)
                    .mapToObj(i -> String.valueOf(i + 1))
                    .collect(Collectors.joining(" ", "{", "}")))
        .collect(Collectors.joining());
  }
}
