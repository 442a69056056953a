package io.orchestrator.analysis.information.nearest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.orchestrator.analysis.information.gaussian.GaussianInformation;
import io.orchestrator.analysis.series.Embedding;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Samples of laws whose information is known, with the tolerances of IDTxl's and JIDT's tests. */
class SampledTruthsTest {
  private static final KraskovEstimator KSG = new KraskovEstimator(KraskovSettings.DEFAULT.exact());
  private static final int ROWS = 10_000;

  /** Normal columns of unit variance with these correlations. */
  private static double[][] normal(Random random, double st, double sc, double tc) {
    double[][] columns = new double[3][ROWS];
    double ofT = Math.sqrt(1 - st * st);
    double c2 = (tc - st * sc) / ofT;
    double c3 = Math.sqrt(1 - sc * sc - c2 * c2);
    for (int i = 0; i < ROWS; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      columns[0][i] = a;
      columns[1][i] = st * a + ofT * b;
      columns[2][i] = sc * a + c2 * b + c3 * random.nextGaussian();
    }
    return columns;
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    ".99, 0, 0, 1.9585177736",
    ".99, .5, .5, 1.8155149606",
    ".99, .99, .99, 0.1421729885",
  })
  void threeNormalVariables(double st, double sc, double tc, double expected) {
    Random random = new Random(42);
    int samples = 5; // one alone errs by 0.01 or more
    double nearest = 0;
    double linear = 0;
    for (int i = 0; i < samples; i++) {
      double[][] v = normal(random, st, sc, tc);
      double[][] s = {v[0]};
      double[][] t = {v[1]};
      double[][] c = {v[2]};
      nearest += KSG.conditional(s, t, c) / samples;
      linear += GaussianInformation.conditional(s, t, c).nats() / samples;
    }
    assertEquals(expected, nearest, 0.08 * expected);
    assertEquals(expected, linear, 0.08 * expected);
  }

  @ParameterizedTest(name = "rho {0}")
  @CsvSource({"0, 0", ".5, 0.1438410362", ".99, 1.9585177736"})
  void twoNormalVariables(double rho, double expected) {
    double[][] v = normal(new Random(42), rho, 0, 0);
    double[][] s = {v[0]};
    double[][] t = {v[1]};
    assertEquals(expected, KSG.mutual(s, t), 0.01 + 0.08 * expected);
    assertEquals(
        expected, GaussianInformation.mutualInformation(s, t).nats(), 0.01 + 0.08 * expected);
  }

  /** target = 0.4·source + 0.6·noise, one step later for transfer entropy: 0.1838623901 both. */
  @ParameterizedTest(name = "{0} rows")
  @CsvSource({"10000, 0.05", "1000, 0.1"})
  void sourceAndNoise(int rows, double tolerance) {
    Random random = new Random(7);
    double[] source = random.doubles(rows).map(u -> random.nextGaussian()).toArray();
    double[] target = new double[rows];
    double[] later = new double[rows];
    for (int t = 0; t < rows; t++) {
      target[t] = 0.4 * source[t] + 0.6 * random.nextGaussian();
      later[t] = 0.4 * (t == 0 ? 0 : source[t - 1]) + 0.6 * random.nextGaussian();
    }
    double expected = 0.1838623901;
    double[][] x = {source};
    double[][] y = {target};
    assertEquals(expected, KSG.mutual(x, y), tolerance);
    assertEquals(expected, GaussianInformation.mutualInformation(x, y).nats(), tolerance);
    Embedding past = Embedding.of(source, later, 1, 1, 1);
    assertEquals(
        expected, KSG.conditional(past.sourcePast(), past.next(), past.targetPast()), tolerance);
    assertEquals(
        expected,
        GaussianInformation.conditional(past.sourcePast(), past.next(), past.targetPast()).nats(),
        tolerance);
  }

  /** Four diagonals of a hundred points each: every count of algorithm 2 is known. */
  @Test
  void fourDiagonals() {
    double[][] x = new double[1][400];
    double[][] y = new double[1][400];
    for (int i = 0; i < 400; i++) {
      x[0][i] = i % 100 + (i / 100 % 2 == 0 ? 0 : 200);
      y[0][i] = i % 100 + (i / 200 == 0 ? 0 : 200);
    }
    double[] psi = Digamma.upTo(401);
    KraskovSettings second = KraskovSettings.DEFAULT.raw().withAlgorithm(2);
    double all = psi[4] - 0.25 + psi[400];
    assertEquals(all - 2 * psi[9], new KraskovEstimator(second).mutual(x, y), 1e-5);
    // Within two steps in time nobody is a neighbour; the first and last two points differ.
    assertEquals(
        all - 2 * (0.96 * psi[13] + 0.02 * psi[12] + 0.02 * psi[11]),
        new KraskovEstimator(second.withTheiler(2)).mutual(x, y),
        1e-5);
  }

  /** Nearest neighbours on a line, and in a plane under the maximum norm. */
  @Test
  void nearestNeighbours() {
    assertArrayEquals(
        new double[] {.2, .2, .1, .1}, nearest(new double[][] {{-1, -1.2, 1, 1.1}}), 1e-12);
    double[] diagonal = {-1, .5, 1.1, 2};
    assertArrayEquals(
        new double[] {1.5, .6, .6, .9}, nearest(new double[][] {diagonal, diagonal}), 1e-12);
  }

  private static double[] nearest(double[][] columns) {
    KdTree tree = new KdTree(columns);
    KdTree.Query query = tree.query(1, 0);
    double[] distances = new double[columns[0].length];
    Arrays.setAll(
        distances,
        position -> {
          tree.moveTo(query, position);
          return tree.nearest(query);
        });
    double[] byRow = new double[distances.length];
    for (int position = 0; position < byRow.length; position++) {
      byRow[tree.order()[position]] = distances[position];
    }
    return byRow;
  }
}
