package io.orchestrator.analysis.information;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.TestData;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Expected numbers: JIDT's and TRENTOOL's on published files, closed forms. */
class KraskovEstimatorTest {
  private static KraskovEstimator exact(int k) {
    return new KraskovEstimator(k, 0, 0, 100_000);
  }

  private static double[][] columns(double[][] data, int... which) {
    return java.util.Arrays.stream(which).mapToObj(c -> data[c]).toArray(double[][]::new);
  }

  @Test
  void mutualInformationOfPublishedData() {
    double[][] two = TestData.columns("information/2randomCols-1.txt");
    double[][] x = columns(two, 0);
    double[][] y = columns(two, 1);
    assertEquals(-0.045306873191, exact(1).mutualInformation(x, y), 1e-7);
    assertEquals(0.002518957549, exact(4).mutualInformation(x, y), 1e-7);
    assertEquals(-0.004013939880, exact(15).mutualInformation(x, y), 1e-7);
    double[][] noisy = TestData.columns("information/4ColsPairedNoisyDependence-1.txt");
    assertEquals(
        0.363530757899,
        exact(4).mutualInformation(columns(noisy, 0, 1), columns(noisy, 2, 3)),
        1e-7);
  }

  @Test
  void conditionalMutualInformationOfPublishedData() {
    double[][] noisy = TestData.columns("information/4ColsPairedNoisyDependence-1.txt");
    assertEquals(
        0.226921337444,
        exact(4).conditional(columns(noisy, 0), columns(noisy, 2), columns(noisy, 1)),
        1e-7);
    assertEquals(
        0.336138163144,
        exact(4).conditional(columns(noisy, 0, 1), columns(noisy, 2), columns(noisy, 3)),
        1e-7);
  }

  @Test
  void transferEntropyOfPublishedData() {
    double[][] coupled = TestData.columns("information/2coupledRandomCols-1.txt");
    assertEquals(
        0.305800648895, exact(4).transferEntropy(coupled[0], coupled[1], 1, 1, 1).nats(), 1e-3);
    double[][] chaos = TestData.columns("information/coupledLogisticMapXY.txt");
    assertEquals(0.508417, exact(4).transferEntropy(chaos[0], chaos[1], 1, 1, 1).nats(), 2e-3);
    assertEquals(0.016257, exact(4).transferEntropy(chaos[1], chaos[0], 1, 1, 1).nats(), 2e-3);
  }

  /** −½ ln(1−ρ²): 0.2231435513 at ρ = 0.6. */
  @Test
  void normalPairInClosedForm() {
    Random random = new Random(11);
    double[][] x = new double[1][4_000];
    double[][] y = new double[1][4_000];
    for (int i = 0; i < 4_000; i++) {
      x[0][i] = random.nextGaussian();
      y[0][i] = 0.6 * x[0][i] + 0.8 * random.nextGaussian();
    }
    assertEquals(0.2231435513, KraskovEstimator.DEFAULT.mutualInformation(x, y), 0.03);
  }

  /** Coupled AR(1): 0.1348317835 forward, 0 back; surrogates agree. */
  @Test
  void coupledAutoregression() {
    double[][] data = TestData.coupledAr1(.5, .5, .5, 1_500, 3);
    KraskovEstimator ksg = KraskovEstimator.DEFAULT;
    InformationEstimate forward =
        ksg.transferEntropy(data[0], data[1], 1, 1, 1, Surrogates.Kind.CIRCULAR_SHIFT, 30);
    assertEquals(0.1348317835, forward.nats(), 0.04);
    assertEquals(1 / 31.0, forward.pValue().orElseThrow(), 1e-12);
    assertTrue(Math.abs(forward.surrogates().mean()) < 0.02);
    assertEquals(0, ksg.transferEntropy(data[1], data[0], 1, 1, 1).nats(), 0.03);
  }

  /** What a linear estimator cannot see. */
  @Test
  void findsAQuadraticLink() {
    double[] x = TestData.noise(1_000, 1, 5);
    double[] noise = TestData.noise(1_000, .3, 6);
    double[] y = new double[1_000];
    for (int t = 1; t < y.length; t++) {
      y[t] = x[t - 1] * x[t - 1] + noise[t];
    }
    assertTrue(KraskovEstimator.DEFAULT.transferEntropy(x, y, 1, 1, 1).nats() > 0.4);
    assertTrue(new GaussianTransferEntropy(1, 1, 1).estimate(x, y).nats() < 0.02);
  }

  /** The tree answers exactly as looking at every point does, with ties too. */
  @Property(tries = 60)
  void treeEqualsBruteForce(
      @ForAll long seed, @ForAll @IntRange(min = 7, max = 300) int n, @ForAll boolean ties) {
    Random random = new Random(seed);
    double[][][] groups = new double[3][1 + random.nextInt(2)][n];
    for (double[][] group : groups) {
      for (double[] column : group) {
        for (int i = 0; i < n; i++) {
          column[i] = ties ? random.nextInt(5) : random.nextGaussian();
        }
      }
    }
    KraskovEstimator ksg = exact(4);
    assertEquals(
        ksg.conditional(groups[0], groups[1], groups[2], BruteForceSearch::new),
        ksg.conditional(groups[0], groups[1], groups[2], KdTree::new),
        1e-12);
  }

  @Test
  void refusesBadInput() {
    double[][] few = {{1, 2, 3, 4}};
    assertThrows(
        IllegalArgumentException.class, () -> KraskovEstimator.DEFAULT.mutualInformation(few, few));
    double[][] hole = {{1, 2, 3, 4, 5, 6, 7, Double.NaN}};
    assertThrows(
        IllegalArgumentException.class,
        () -> KraskovEstimator.DEFAULT.mutualInformation(hole, hole));
  }
}
