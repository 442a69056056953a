package io.orchestrator.analysis.information.discrete;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.TestData;
import io.orchestrator.analysis.information.network.Inference;
import io.orchestrator.analysis.information.network.InferenceSettings;
import io.orchestrator.analysis.information.network.NetworkInference;
import io.orchestrator.analysis.information.network.NetworkResult;
import io.orchestrator.analysis.information.network.Run;
import io.orchestrator.analysis.information.network.SeriesSet;
import io.orchestrator.analysis.information.network.Variable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counting against closed forms, JIDT's values and the false positives that its null gave. */
class DiscreteInformationTest {
  private static final double ALPHA = 0.05;

  private static int[] symbols(Random random, int rows, int alphabet) {
    return random.ints(rows, 0, alphabet).toArray();
  }

  /** 0011… with the parity of its phase: one past value leaves one bit open, two leave none. */
  @Test
  void squareWaveAndTheParityOfItsPhase() {
    double[] wave = IntStream.range(0, 402).mapToDouble(t -> t / 2 % 2).toArray();
    double[] parity = IntStream.range(0, 402).mapToDouble(t -> t % 2).toArray();
    double[] shorter = Arrays.copyOf(wave, 401);
    double[] shorterParity = Arrays.copyOf(parity, 401);
    Binning none = Binning.none();
    assertEquals(1, DiscreteEstimator.transfer(shorterParity, shorter, 1, 1, 1, none).bits(), 1e-7);
    assertEquals(0, DiscreteEstimator.transfer(parity, wave, 2, 1, 1, none).bits(), 1e-7);
    assertEquals(1, DiscreteEstimator.storage(wave, 2, none).bits(), 1e-7);
  }

  @ParameterizedTest(name = "{0}->{1} history {2}")
  @CsvSource({
    "0, 1, 1, 0.000294586006",
    "0, 1, 2, 0.999592978035",
    "0, 1, 3, 0.998143475512",
    "1, 0, 2, 0.004683654140",
  })
  void transferOfCoupledBinaryColumns(int source, int target, int history, double expected) {
    double[][] data = TestData.columns("information/2coupledBinaryColsUseK2.txt");
    assertEquals(
        expected,
        DiscreteEstimator.transfer(data[source], data[target], history, 1, 1, Binning.none())
            .bits(),
        1e-10);
  }

  @Test
  void binnedNormalPair() {
    Random random = new Random(7);
    double[] source = random.doubles(10_000).map(u -> random.nextGaussian()).toArray();
    double[] target =
        Arrays.stream(source).map(s -> 0.4 * s + 0.6 * random.nextGaussian()).toArray();
    Binning bins = Binning.equal(5);
    double bits =
        DiscreteEstimator.mutual(
                new int[][] {bins.symbols(source)}, new int[][] {bins.symbols(target)})
            .bits();
    assertEquals(0.1838623901, bits, 0.08);
  }

  @Test
  void binsAsTheReferenceSays() {
    double[] values = {0, 1, 2, 3, 4, 5, 6, 7, 8, 10};
    assertArrayEquals(new int[] {0, 0, 0, 1, 1, 2, 2, 2, 3, 3}, Binning.equal(4).symbols(values));
    // Cut-offs sorted[int((b+1)·10/4) − 1] = 1, 4, 6, 10.
    assertArrayEquals(
        new int[] {0, 0, 1, 1, 1, 2, 2, 3, 3, 3}, Binning.maxEntropy(4).symbols(values));
    assertArrayEquals(new int[] {1, 0, 1, 2}, Binning.none().symbols(new double[] {5, -1, 5, 9}));
    assertArrayEquals(new int[3], Binning.equal(4).symbols(new double[] {2, 2, 2}));
  }

  /** With bits taken for nats the share would be 0.31. */
  @Test
  void falsePositivesOfTheLawNearAlpha() {
    Random random = new Random(3);
    assertNearAlpha(
        () ->
            DiscreteEstimator.mutual(
                new int[][] {symbols(random, 2_000, 5)}, new int[][] {symbols(random, 2_000, 5)}));
    // x and y both depend on z, and on nothing else.
    assertNearAlpha(
        () -> {
          int[] z = symbols(random, 2_000, 3);
          int[] x = Arrays.stream(z).map(v -> random.nextInt(4) <= v ? 1 : 0).toArray();
          int[] y =
              Arrays.stream(z).map(v -> random.nextInt(2) == 0 ? v : random.nextInt(3)).toArray();
          return DiscreteEstimator.conditional(new int[][] {x}, new int[][] {y}, new int[][] {z});
        });
  }

  private static void assertNearAlpha(Supplier<DiscreteValue> independent) {
    int trials = 1_000;
    int found = 0;
    for (int i = 0; i < trials; i++) {
      found += independent.get().pValue() < ALPHA ? 1 : 0;
    }
    // Four deviations of a binomial share.
    assertEquals(ALPHA, (double) found / trials, 4 * Math.sqrt(ALPHA * (1 - ALPHA) / trials));
  }

  @Test
  void localValuesAverageToTheWhole() {
    Random random = new Random(5);
    int[] z = symbols(random, 500, 3);
    int[] x = symbols(random, 500, 4);
    int[] y = IntStream.range(0, 500).map(i -> (x[i] + z[i] + random.nextInt(2)) % 4).toArray();
    int[][] xs = {x};
    int[][] ys = {y};
    int[][] zs = {z};
    double mean = Arrays.stream(DiscreteEstimator.local(xs, ys, zs)).average().orElseThrow();
    assertEquals(DiscreteEstimator.conditional(xs, ys, zs).bits(), mean, 1e-12);
    assertEquals(
        DiscreteEstimator.conditional(ys, xs, zs).bits(),
        DiscreteEstimator.conditional(xs, ys, zs).bits());
  }

  /** Ten columns of a thousand symbols would be 10^30 cells. */
  @Test
  void manyColumnsNeedNoMoreThanTheRows() {
    Random random = new Random(1);
    int[][] z = new int[10][];
    Arrays.setAll(z, c -> symbols(random, 1_000, 1_000));
    int[][] x = {symbols(random, 1_000, 2)};
    assertEquals(0, DiscreteEstimator.conditional(x, new int[][] {x[0]}, z).bits(), 1e-12);
  }

  @Test
  void badInputIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Binning.equal(3).symbols(new double[] {1, Double.NaN}));
    assertThrows(IllegalArgumentException.class, () -> Binning.equal(3).symbols(new double[0]));
    assertThrows(
        IllegalArgumentException.class, () -> Binning.none().symbols(TestData.noise(2_000, 1, 1)));
    assertThrows(IllegalArgumentException.class, () -> Binning.equal(1));
    assertThrows(
        IllegalArgumentException.class,
        () -> DiscreteEstimator.mutual(new int[][] {{0, 1}}, new int[][] {{0, 1, 1}}));
    assertThrows(
        IllegalArgumentException.class,
        () -> DiscreteEstimator.mutual(new int[0][], new int[][] {{0, 1}}));
  }

  /** Whether a symbol is the middle one: a link without any correlation. */
  @Test
  void runsInTheNetwork() {
    Random random = new Random(11);
    double[][] series = new double[3][800];
    for (int t = 0; t < 800; t++) {
      series[0][t] = random.nextInt(3);
      series[1][t] = random.nextInt(3);
      boolean copies = t > 1 && random.nextInt(10) < 7;
      series[2][t] = copies ? Math.abs(series[0][t - 2] - 1) : random.nextInt(2);
    }
    NetworkResult result =
        new NetworkInference(
                Inference.MULTIVARIATE_TE,
                new DiscreteInformation(Binning.none()),
                InferenceSettings.of(1, 2),
                Run.alone())
            .analyse(SeriesSet.of(series));
    assertEquals("bits", result.unit());
    NetworkResult.Edge strongest =
        result.edges().stream()
            .max(Comparator.comparingDouble(NetworkResult.Edge::value))
            .orElseThrow();
    assertEquals(List.of(new Variable(0, 2)), strongest.variables());
    assertEquals(2, strongest.target());
    assertTrue(strongest.value() > 0.2);
    assertTrue(result.edges().stream().allMatch(edge -> edge.target() == 2));
  }
}
