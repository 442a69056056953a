package io.orchestrator.analysis.information.discrete;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Counting by hashes against counting in maps, and laws that hold for any symbols. */
class DiscretePropertiesTest {
  private static int[][] columns(Random random, int count, int rows, int symbols) {
    return IntStream.range(0, count)
        .mapToObj(c -> random.ints(rows, 0, symbols).toArray())
        .toArray(int[][]::new);
  }

  /** The mean of log2 of n(xyz)·n(z) / (n(xz)·n(yz)). */
  private static double naive(int[][] x, int[][] y, int[][] z) {
    int rows = x[0].length;
    Map<List<?>, Integer> counts = new HashMap<>();
    for (int i = 0; i < rows; i++) {
      for (List<?> key : keys(x, y, z, i)) {
        counts.merge(key, 1, Integer::sum);
      }
    }
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      List<List<?>> k = keys(x, y, z, i);
      double ratio =
          (double) counts.get(k.get(0))
              * counts.get(k.get(1))
              / ((double) counts.get(k.get(2)) * counts.get(k.get(3)));
      sum += Math.log(ratio) / Math.log(2);
    }
    return sum / rows;
  }

  private static List<List<?>> keys(int[][] x, int[][] y, int[][] z, int row) {
    List<Integer> xs = row(x, row);
    List<Integer> ys = row(y, row);
    List<Integer> zs = row(z, row);
    return List.of(
        List.of("xyz", xs, ys, zs), List.of("z", zs), List.of("xz", xs, zs), List.of("yz", ys, zs));
  }

  private static List<Integer> row(int[][] columns, int row) {
    return Arrays.stream(columns).map(c -> c[row]).toList();
  }

  @Property(tries = 300)
  void fastEqualsNaive(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 200) int rows,
      @ForAll @IntRange(min = 1, max = 3) int dimX,
      @ForAll @IntRange(min = 1, max = 2) int dimY,
      @ForAll @IntRange(min = 0, max = 3) int dimZ,
      @ForAll @IntRange(min = 1, max = 40) int symbols) {
    Random random = new Random(seed);
    int[][] x = columns(random, dimX, rows, symbols);
    int[][] y = columns(random, dimY, rows, 3);
    int[][] z = columns(random, dimZ, rows, symbols);
    assertEquals(naive(x, y, z), DiscreteEstimator.conditional(x, y, z).bits(), 1e-11);
  }

  /** Also that what y says is at most what there is to say: log2 of the symbols. */
  @Property(tries = 200)
  void symmetricBoundedAndBlindToOrderAndNames(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 9) int symbols) {
    Random random = new Random(seed);
    int rows = 120;
    int[][] x = columns(random, 1, rows, symbols);
    int[][] y = columns(random, 1, rows, symbols);
    int[][] z = columns(random, 1, rows, 2);
    double bits = DiscreteEstimator.conditional(x, y, z).bits();
    assertTrue(bits >= 0 && bits <= Math.log(symbols) / Math.log(2) + 1e-9);
    assertEquals(bits, DiscreteEstimator.conditional(y, x, z).bits(), 1e-12);
    int[] order = random.ints(0, rows).distinct().limit(rows).toArray();
    assertEquals(
        bits,
        DiscreteEstimator.conditional(ordered(x, order), ordered(y, order), ordered(z, order))
            .bits(),
        1e-12);
    int[][] renamed = {Arrays.stream(x[0]).map(s -> 7 * (symbols - s)).toArray()};
    assertEquals(bits, DiscreteEstimator.conditional(renamed, y, z).bits(), 1e-12);
  }

  private static int[][] ordered(int[][] columns, int[] order) {
    return Arrays.stream(columns)
        .map(c -> Arrays.stream(order).map(i -> c[i]).toArray())
        .toArray(int[][]::new);
  }

  /** Bins do not see the unit, be the numbers tiny or huge. */
  @Property(tries = 200)
  void binsAreBlindToTheUnit(@ForAll long seed, @ForAll @IntRange(min = 2, max = 12) int bins) {
    Random random = new Random(seed);
    double[] values = random.doubles(100).map(u -> Math.rint(u * 64)).toArray();
    for (Binning binning : List.of(Binning.equal(bins), Binning.maxEntropy(bins))) {
      List<Integer> expected = list(binning.symbols(values));
      // Powers of two: every step rounds alike.
      for (double scale : new double[] {4, 0x1p-900, 0x1p900}) {
        double[] moved = Arrays.stream(values).map(v -> v * scale).toArray();
        assertEquals(expected, list(binning.symbols(moved)), binning + " times " + scale);
      }
    }
  }

  private static List<Integer> list(int[] symbols) {
    return Arrays.stream(symbols).boxed().toList();
  }

  /** Plug-in estimates of independent symbols are too large by dof/(2·N·ln 2) in the mean. */
  @Test
  void biasOfIndependentSymbols() {
    Random random = new Random(8);
    int rows = 2_000;
    double mean = 0;
    for (int trial = 0; trial < 400; trial++) {
      mean +=
          DiscreteEstimator.mutual(columns(random, 1, rows, 5), columns(random, 1, rows, 5)).bits()
              / 400;
    }
    double dof = 16;
    double unit = 2 * rows * Math.log(2);
    assertEquals(dof / unit, mean, 4 * Math.sqrt(2 * dof) / unit / 20);
  }
}
