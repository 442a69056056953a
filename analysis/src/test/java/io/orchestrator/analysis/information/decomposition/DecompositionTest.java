package io.orchestrator.analysis.information.decomposition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.information.decomposition.JointDistribution.Outcome;
import io.orchestrator.analysis.information.discrete.Binning;
import io.orchestrator.analysis.information.discrete.DiscreteEstimator;
import java.util.List;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gates with known parts, and what holds for every distribution. */
class DecompositionTest {
  private static JointDistribution gate(String name) {
    IntBinaryOperator gate =
        switch (name) {
          case "AND" -> (a, b) -> a & b;
          case "XOR" -> (a, b) -> a ^ b;
          case "COPY" -> (a, b) -> a;
          default -> Integer::sum;
        };
    return new JointDistribution(
        IntStream.range(0, 4)
            .mapToObj(i -> new Outcome(gate.applyAsInt(i / 2, i % 2), List.of(i / 2, i % 2), 0.25))
            .toList());
  }

  /** Some outcomes more, some less likely, some never; the target leans on the sources. */
  private static int[][] random(Random random, int sources, int alphabet, int rows) {
    int[][] columns = new int[sources + 1][rows];
    for (int i = 0; i < rows; i++) {
      int sum = 0;
      for (int s = 1; s <= sources; s++) {
        columns[s][i] = random.nextInt(alphabet);
        sum += s * columns[s][i];
      }
      columns[0][i] = (random.nextInt(3) == 0 ? random.nextInt(9) : sum) % alphabet;
    }
    return columns;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "AND, 0, 0, 0.31127812, 0.5",
    "XOR, 0, 0, 0, 1",
    "COPY, 1, 0, 0, 0",
    "SUM, 0, 0, 0.5, 1",
  })
  void twoSourcesOfAGate(String gate, double first, double second, double shared, double synergy) {
    BivariateDecomposition parts = BivariateDecomposition.of(gate(gate));
    assertTrue(parts.gap() < 1e-9, () -> parts.toString());
    assertEquals(first, parts.uniqueFirst(), 1e-8);
    assertEquals(second, parts.uniqueSecond(), 1e-8);
    assertEquals(shared, parts.shared(), 1e-8);
    assertEquals(synergy, parts.synergy(), 1e-8);
  }

  @Test
  void partsOfTwoSourcesAddUpAndChangePlaces() {
    Random random = new Random(1);
    for (int trial = 0; trial < 20; trial++) {
      int[][] c = random(random, 2, 2 + trial % 3, 60 + 40 * trial);
      BivariateDecomposition parts =
          BivariateDecomposition.of(JointDistribution.ofRows(c[0], c[1], c[2]));
      BivariateDecomposition swapped =
          BivariateDecomposition.of(JointDistribution.ofRows(c[0], c[2], c[1]));
      assertTrue(parts.gap() < 1e-9, () -> parts.toString());
      double joint = DiscreteEstimator.mutual(new int[][] {c[1], c[2]}, new int[][] {c[0]}).bits();
      double first = DiscreteEstimator.mutual(new int[][] {c[1]}, new int[][] {c[0]}).bits();
      double second = DiscreteEstimator.mutual(new int[][] {c[2]}, new int[][] {c[0]}).bits();
      assertEquals(
          joint,
          parts.uniqueFirst() + parts.uniqueSecond() + parts.shared() + parts.synergy(),
          1e-10);
      assertEquals(first, parts.uniqueFirst() + parts.shared(), 1e-10);
      assertEquals(second, parts.uniqueSecond() + parts.shared(), 1e-10);
      assertEquals(parts.uniqueFirst(), swapped.uniqueSecond(), 1e-8);
      assertEquals(parts.synergy(), swapped.synergy(), 1e-8);
      double least =
          Math.min(
              Math.min(parts.uniqueFirst(), parts.uniqueSecond()),
              Math.min(parts.shared(), parts.synergy()));
      assertTrue(least > -1e-9, () -> parts.toString());
    }
  }

  /** Binary symbols: the distributions with the same pairs are a few segments, searched finely. */
  @Test
  void leastInformationAgainstASearch() {
    Random random = new Random(9);
    int[][] c = random(random, 2, 2, 200);
    PairTable table = PairTable.of(JointDistribution.ofRows(c[0], c[1], c[2]));
    double least = Double.MAX_VALUE;
    int steps = 400;
    for (int i = 0; i <= steps; i++) {
      for (int j = 0; j <= steps; j++) {
        double[][] q = {
          segment(table.joint()[0], (double) i / steps),
          segment(table.joint()[1], (double) j / steps)
        };
        least = Math.min(least, PairTable.information(q));
      }
    }
    LeastInformation.Solution found = LeastInformation.solve(table);
    assertTrue(found.bits() <= least + 1e-12, found + " against " + least);
    assertTrue(found.bits() - found.gap() <= least && least < found.bits() + 1e-4);
  }

  /** Between the ends of what mass can move along the diagonals without changing the margins. */
  private static double[] segment(double[] cells, double share) {
    double from = -Math.min(cells[0], cells[3]);
    double to = Math.min(cells[1], cells[2]);
    double move = from + share * (to - from);
    return new double[] {cells[0] + move, cells[1] - move, cells[2] - move, cells[3] + move};
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "AND, 0.1225562489, 0.1887218755, 0.1887218755, 0.3112781245",
    "XOR, -0.5849625007, 0.5849625007, 0.5849625007, 0.4150374993",
    "COPY, 0.4150374993, 0.5849625007, -0.4150374993, 0.4150374993",
    "SUM, -0.0849625007, 0.5849625007, 0.5849625007, 0.4150374993",
  })
  void sharedExclusionsOfAGate(
      String gate, double shared, double first, double second, double synergy) {
    SharedExclusions parts = SharedExclusions.of(gate(gate));
    assertEquals(shared, parts.atom("{1}{2}").bits(), 1e-9);
    assertEquals(first, parts.atom("{1}").bits(), 1e-9);
    assertEquals(second, parts.atom("{2}").bits(), 1e-9);
    assertEquals(synergy, parts.atom("{1 2}").bits(), 1e-9);
    assertEquals(4, parts.pointwise().size());
  }

  @ParameterizedTest(name = "{0} sources: {1} atoms")
  @CsvSource({"2, 4", "3, 18", "4, 166"})
  void atomsAddUpToTheJointInformation(int sources, int atoms) {
    int[][] c = random(new Random(sources), sources, 3, 300);
    int[][] only = java.util.Arrays.copyOfRange(c, 1, c.length);
    SharedExclusions parts = SharedExclusions.of(JointDistribution.ofRows(c[0], only));
    assertEquals(atoms, parts.atoms().size());
    assertEquals(atoms, parts.atoms().stream().map(a -> a.label()).distinct().count());
    assertEquals(
        DiscreteEstimator.mutual(only, new int[][] {c[0]}).bits(),
        parts.atoms().stream().mapToDouble(a -> a.bits()).sum(),
        1e-10);
    for (SharedExclusions.Atom atom : parts.atoms()) {
      assertTrue(atom.informative() > -1e-10 && atom.misinformative() > -1e-10, atom.toString());
    }
  }

  @Test
  void sourcesOfSharedExclusionsChangePlaces() {
    int[][] c = random(new Random(4), 3, 2, 500);
    SharedExclusions parts = SharedExclusions.of(JointDistribution.ofRows(c[0], c[1], c[2], c[3]));
    SharedExclusions turned = SharedExclusions.of(JointDistribution.ofRows(c[0], c[2], c[1], c[3]));
    assertEquals(parts.atom("{1}{2 3}").bits(), turned.atom("{2}{1 3}").bits(), 1e-10);
    assertEquals(parts.atom("{3}").bits(), turned.atom("{3}").bits(), 1e-10);
  }

  @Test
  void ofSeriesWithLags() {
    Random random = new Random(2);
    double[] a = random.ints(2_000, 0, 2).asDoubleStream().toArray();
    double[] b = random.ints(2_000, 0, 2).asDoubleStream().toArray();
    double[] target = new double[2_000];
    for (int t = 2; t < target.length; t++) {
      target[t] = (int) a[t - 1] ^ (int) b[t - 2];
    }
    BivariateDecomposition parts =
        BivariateDecomposition.of(
            JointDistribution.ofSeries(
                target, new double[][] {a, b}, new int[] {1, 2}, Binning.none()));
    assertEquals(1, parts.synergy(), 0.01);
  }

  @Test
  void badInputIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new JointDistribution(List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new JointDistribution(List.of(new Outcome(0, List.of(0, 1), 0.5))));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new JointDistribution(
                List.of(new Outcome(0, List.of(0), 0.5), new Outcome(0, List.of(0), 0.5))));
    JointDistribution one = JointDistribution.ofRows(new int[] {0, 1}, new int[] {0, 1});
    assertThrows(IllegalArgumentException.class, () -> BivariateDecomposition.of(one));
    assertThrows(IllegalArgumentException.class, () -> SharedExclusions.of(one));
    assertThrows(
        IllegalArgumentException.class,
        () -> JointDistribution.ofRows(new int[] {0, 1}, new int[] {0}));
  }
}
