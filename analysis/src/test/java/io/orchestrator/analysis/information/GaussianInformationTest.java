package io.orchestrator.analysis.information;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.TestData;
import org.junit.jupiter.api.Test;

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

  @Test
  void transferEntropyOfPublishedData() {
    double[][] data = TestData.columns("information/2coupledRandomCols-1.txt");
    double[] forward = {0.358466932734, 0.389031297733, 0.397337698165};
    double[] backward = {0.008507971212, 0.012033383882, 0.010901192301};
    for (int k = 1; k <= 3; k++) {
      GaussianTransferEntropy te = new GaussianTransferEntropy(k, k, 1);
      assertEquals(forward[k - 1], te.estimate(data[0], data[1]).nats(), 1e-10);
      assertEquals(backward[k - 1], te.estimate(data[1], data[0]).nats(), 1e-10);
    }
  }

  /** TE of coupled AR(1) processes in closed form: 0.1348317835 nats at a = b = c = 0.5. */
  @Test
  void transferEntropyOfCoupledAutoregression() {
    double[][] data = TestData.coupledAr1(.5, .5, .5, 100_000, 3);
    GaussianTransferEntropy te = new GaussianTransferEntropy(1, 1, 1);
    InformationEstimate forward = te.estimate(data[0], data[1]);
    assertEquals(0.1348317835, forward.nats(), 0.004);
    assertTrue(forward.pValue().orElseThrow() < 1e-100);
    assertEquals(0, te.estimate(data[1], data[0]).nats(), 1e-4);
    double[][] weak = TestData.coupledAr1(.9, .5, .4, 100_000, 4);
    assertEquals(0.1681782234, te.estimate(weak[0], weak[1]).nats(), 0.005);
  }

  /** Under independence the p-value must be uniform: as many below 0.1 as chance says. */
  @Test
  void analyticPValueIsCalibrated() {
    GaussianTransferEntropy te = new GaussianTransferEntropy(2, 2, 1);
    int below = 0;
    for (int i = 0; i < 1_000; i++) {
      double[] x = TestData.noise(60, 1, 2 * i);
      double[] y = TestData.noise(60, 1, 2 * i + 1);
      below += te.estimate(x, y).pValue().orElseThrow() < 0.1 ? 1 : 0;
    }
    assertEquals(100, below, 30); // three standard deviations of Binomial(1000, 0.1) are 28
  }

  @Test
  void surrogatesAgreeWithTheAnalyticNull() {
    double[][] data = TestData.coupledAr1(.5, .5, .15, 1_500, 5);
    GaussianTransferEntropy te = new GaussianTransferEntropy(1, 1, 1);
    InformationEstimate tested = te.estimate(data[0], data[1], Surrogates.Kind.PERMUTATION, 400, 1);
    assertTrue(tested.pValue().orElseThrow() < 0.01);
    // Under the null 2·N·I is chi-squared with one degree of freedom: mean 1/(2N).
    assertEquals(1 / (2.0 * tested.observations()), tested.surrogates().mean(), 8e-5);
    assertEquals(
        tested, te.estimate(data[0], data[1], Surrogates.Kind.PERMUTATION, 400, 1), "seeded");
    InformationEstimate back =
        te.estimate(data[1], data[0], Surrogates.Kind.CIRCULAR_SHIFT, 200, 1);
    assertTrue(back.pValue().orElseThrow() > 0.05);
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

  private static void assertDecisions(double[] p, boolean anyDependence, boolean... expected) {
    double[] adjusted = FalseDiscovery.adjust(p, anyDependence);
    for (int i = 0; i < p.length; i++) {
      assertEquals(expected[i], adjusted[i] <= 0.05, "test " + i);
    }
  }
}
