package io.orchestrator.analysis.information.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.TestData;
import io.orchestrator.analysis.information.network.FalseDiscovery;
import io.orchestrator.analysis.series.Embedding;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected numbers: closed forms, and the tables of JIDT's and IDTxl's own tests. */
class GaussianInformationTest {
  private static double mi(double[][] covariance, int x) {
    int y = covariance.length - x;
    return GaussianInformation.conditional(
            covariance,
            GaussianInformation.range(0, x),
            GaussianInformation.range(x, y),
            new int[0])
        .nats();
  }

  @Test
  void mutualInformationFromCovariance() {
    for (double c = 0; c < 0.995; c += 0.01) {
      assertEquals(-0.5 * Math.log(1 - c * c), mi(new double[][] {{1, c}, {c, 1}}, 1), 1e-11);
    }
    assertEquals(0.5 * Math.log(20.0 / 11), mi(new double[][] {{5, 3}, {3, 4}}, 1), 1e-11);
    double[][] three = {{5, 3, 1}, {3, 4, 1.5}, {1, 1.5, 2}};
    assertEquals(0.5 * Math.log(22 / 15.75), mi(three, 2), 1e-11);
  }

  @Test
  void redundantVariablesChangeNothing() {
    double[][] duplicated = {{5, 5, 3}, {5, 5, 3}, {3, 3, 4}};
    assertEquals(0.5 * Math.log(20.0 / 11), mi(duplicated, 2), 1e-11);
    double[][] constantCondition = {{1, .6, 0}, {.6, .8, 0}, {0, 0, 0}};
    assertEquals(
        0.5 * Math.log(.8 / (.8 - .36)),
        GaussianInformation.conditional(
                constantCondition, new int[] {0}, new int[] {1}, new int[] {2})
            .nats(),
        1e-10);
    double[][] copy = {{1, 1}, {1, 1}};
    assertEquals(Double.POSITIVE_INFINITY, mi(copy, 1));
    double[][] known = {{1, 0.5, 1}, {0.5, 1, 0.5}, {1, 0.5, 1}}; // x is z
    GaussianInformation.Value none =
        GaussianInformation.conditional(known, new int[] {0}, new int[] {1}, new int[] {2});
    assertEquals(0, none.nats());
    assertEquals(1, none.pValue(100));
  }

  private static GaussianInformation.Value transfer(
      double[] source, double[] target, int targetHistory, int sourceHistory) {
    Embedding past = Embedding.of(source, target, targetHistory, sourceHistory, 1);
    return GaussianInformation.conditional(past.sourcePast(), past.next(), past.targetPast());
  }

  @Test
  void transferEntropyOfPublishedData() {
    double[][] data = TestData.columns("information/2coupledRandomCols-1.txt");
    double[] forward = {0.358466932734, 0.389031297733, 0.397337698165};
    double[] backward = {0.008507971212, 0.012033383882, 0.010901192301};
    double[] granger = {0.71693, 0.77806, 0.79468};
    double[] grangerBack = {0.01702, 0.02407, 0.02180};
    for (int k = 1; k <= 3; k++) {
      double there = transfer(data[0], data[1], k, k).nats();
      double back = transfer(data[1], data[0], k, k).nats();
      assertEquals(forward[k - 1], there, 1e-10);
      assertEquals(backward[k - 1], back, 1e-10);
      assertEquals(granger[k - 1] / 2, there, 1e-4);
      assertEquals(grangerBack[k - 1] / 2, back, 1e-4);
    }
  }

  /** TE of coupled AR(1) processes in closed form; the reverse is 0. */
  @ParameterizedTest(name = "a={0} b={1} c={2}, histories {3} and {4}")
  @CsvSource({
    ".5, .5, .5, 1, 1, 0.1348317835, .004",
    ".5, .5, .5, 2, 1, 0.1346664668, .004",
    ".5, .5, .5, 40, 40, 0.1346382348, .004",
    ".9, .5, .4, 1, 1, 0.1681782234, .005",
    ".9, .5, .4, 2, 1, 0.1651414090, .005",
    ".9, .5, .4, 40, 40, 0.1629515581, .005",
    ".5, .5, .1, 1, 1, 0.0065940084, .001",
    "0, 0, .6666666666666667, 1, 1, 0.1838623901, .004",
  })
  void transferEntropyOfCoupledAutoregression(
      double a, double b, double c, int k, int l, double expected, double tolerance) {
    double[][] data = TestData.coupledAr1(a, b, c, 100_000, 3);
    GaussianInformation.Value forward = transfer(data[0], data[1], k, l);
    assertEquals(expected, forward.nats(), tolerance);
    assertTrue(forward.pValue(99_990) < 1e-20);
    assertEquals(0, transfer(data[1], data[0], 1, 1).nats(), 1e-4);
  }

  /** Under independence the p-value must be uniform: as many below 0.1 as chance says. */
  @Test
  void analyticPValueIsCalibrated() {
    int below = 0;
    for (int i = 0; i < 1_000; i++) {
      double[] x = TestData.noise(60, 1, 2 * i);
      double[] y = TestData.noise(60, 1, 2 * i + 1);
      below += transfer(x, y, 2, 2).pValue(58) < 0.1 ? 1 : 0;
    }
    assertEquals(100, below, 30); // three standard deviations of Binomial(1000, 0.1) are 28
  }

  /** A permuted source obeys the law: its quantiles in the surrogates are those of the law. */
  @Test
  void surrogatesAgreeWithTheAnalyticNull() {
    double[][] data = TestData.coupledAr1(.5, .5, .15, 1_500, 5);
    Embedding past = Embedding.of(data[0], data[1], 1, 1, 1);
    GaussianInformation.Value value = transfer(data[0], data[1], 1, 1);
    Random random = new Random(1);
    double mean = 0;
    int beyond = 0;
    for (int s = 0; s < 1_000; s++) {
      double[] shuffled = past.sourcePast()[0].clone();
      for (int i = shuffled.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        double swap = shuffled[i];
        shuffled[i] = shuffled[j];
        shuffled[j] = swap;
      }
      double nats =
          GaussianInformation.conditional(new double[][] {shuffled}, past.next(), past.targetPast())
              .nats();
      mean += nats / 1_000;
      beyond += value.tail(nats, 1_499) < 0.1 ? 1 : 0;
    }
    assertEquals(1 / (2.0 * 1_499), mean, 5e-5); // of half a chi-squared with one degree, over N
    assertEquals(100, beyond, 30);
    assertTrue(value.pValue(1_499) < 0.01);
  }

  /** Three normal variables with the correlations of IDTxl's estimator tests. */
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    ".99, 0, 0, 1.9585177736",
    ".99, .5, .5, 1.8155149606",
    ".99, .99, .99, 0.1421729885",
  })
  void threeNormalVariables(double st, double sc, double tc, double expected) {
    double[][] covariance = {{1, st, sc}, {st, 1, tc}, {sc, tc, 1}};
    int[] s = {0};
    int[] t = {1};
    int[] c = {2};
    assertEquals(expected, GaussianInformation.conditional(covariance, s, t, c).nats(), 1e-9);
  }

  @ParameterizedTest(name = "rho={0}")
  @CsvSource({
    "0, 0",
    ".1, .0050251679",
    ".3, .0471553397",
    ".5, .1438410362",
    ".5547001962, .1838623901",
    ".6, .2231435513",
    ".9, .8303656034",
    ".99, 1.9585177736",
  })
  void twoNormalVariables(double rho, double expected) {
    assertEquals(expected, mi(new double[][] {{1, rho}, {rho, 1}}, 1), 1e-9);
  }

  @Test
  void falseDiscoveryAsStatsmodels() {
    double[] p = {.0001, .031, .41};
    assertDecisions(p, false, true, true, false);
    assertDecisions(p, true, true, false, false);
    double[] many = {.001, .0014, .01, .045, .047, 1e-5, .00014, .049};
    assertDecisions(many, false, true, true, true, true, true, true, true, true);
    assertDecisions(many, true, true, true, true, false, false, true, true, false);
  }

  /** Benjamini and Hochberg find all of p = i/300, Benjamini and Yekutieli the first three. */
  @Test
  void falseDiscoveryOfRisingChances() {
    double[] rising = java.util.stream.IntStream.range(0, 8).mapToDouble(i -> i / 300.0).toArray();
    assertDecisions(rising, false, true, true, true, true, true, true, true, true);
    assertDecisions(rising, true, true, true, true, false, false, false, false, false);
  }

  private static void assertDecisions(double[] p, boolean anyDependence, boolean... expected) {
    double[] adjusted = FalseDiscovery.adjust(p, anyDependence);
    for (int i = 0; i < p.length; i++) {
      assertEquals(expected[i], adjusted[i] <= 0.05, "test " + i);
    }
  }
}
