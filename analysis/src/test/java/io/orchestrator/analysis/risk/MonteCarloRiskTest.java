package io.orchestrator.analysis.risk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.risk.MonteCarloSettings.Revaluation;
import io.orchestrator.domain.port.Accelerator;
import io.orchestrator.domain.port.Accelerator.Neighbours;
import io.orchestrator.domain.port.Accelerator.NotComputed;
import io.orchestrator.domain.port.Accelerator.Paths;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Against values that have a formula. A simulated number may be four of its errors away. */
class MonteCarloRiskTest {
  private static final MonteCarloSettings SETTINGS =
      MonteCarloSettings.DEFAULT.withSeed(20_260_101);
  private static final NormalDistribution NORMAL = new NormalDistribution();

  /** Known answers of the authors' library Random123 (kat_vectors). */
  @Test
  void philoxGivesThePublishedWords() {
    assertWords(new int[] {0, 0, 0, 0}, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertWords(new int[] {-1, -1, -1, -1}, -1L, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertWords(
        new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
        0x299f31d0_a4093822L,
        0xd16cfe09,
        0x94fdcceb,
        0x5001e420,
        0x24126ea1);
  }

  private static void assertWords(int[] counter, long key, int... expected) {
    Philox philox = new Philox(key);
    philox.draw(counter[0], counter[1], counter[2], counter[3]);
    assertArrayEquals(expected, philox.words());
  }

  @Test
  void normalQuantileEqualsTheLibrarys() {
    double[] probabilities = {
      0x1p-53, 1e-14, 1e-9, 1e-5, 0.01, 0.0749, 0.0751, 0.3, 0.5, 0.7, 0.9249, 0.9251, 0.999
    };
    double[] values = probabilities.clone();
    NormalQuantile.apply(values, new double[values.length], values.length);
    for (int i = 0; i < values.length; i++) {
      // Back through the distribution: its inverse is less exact than AS 241 far out.
      assertEquals(
          probabilities[i], NORMAL.cumulativeProbability(values[i]), probabilities[i] * 2e-13);
      assertEquals(NormalQuantile.of(probabilities[i]), values[i]);
    }
  }

  @Test
  void normalPortfolioOfCorrelatedAssets() {
    ReturnModel model = correlated(30);
    double[] exposures = exposures(30);
    MonteCarloEstimate estimate = MonteCarloRisk.of(model, exposures, SETTINGS);
    double mean = -dot(model.means(), exposures);
    double deviation = deviation(model, exposures);
    double z95 = NORMAL.inverseCumulativeProbability(0.95);
    double z99 = NORMAL.inverseCumulativeProbability(0.99);
    assertWithin(mean + z95 * deviation, estimate.var95(), estimate.var95Error());
    assertWithin(mean + z99 * deviation, estimate.var99(), estimate.var99Error());
    assertWithin(
        mean + NORMAL.density(z95) / 0.05 * deviation,
        estimate.expectedShortfall(),
        estimate.shortfallError());
    assertWithin(mean, estimate.meanLoss(), deviation / Math.sqrt(SETTINGS.paths()));
    assertTrue(estimate.var99Error() < 0.01 * estimate.var99(), estimate.toString());
  }

  @Test
  void studentsTailsAtTheSameVariance() {
    double degrees = 4;
    ReturnModel model = correlated(10).withoutMeans().withDegreesOfFreedom(degrees);
    double[] exposures = exposures(10);
    MonteCarloEstimate estimate = MonteCarloRisk.of(model, exposures, SETTINGS);
    TDistribution t = new TDistribution(degrees);
    double unit = deviation(model, exposures) * Math.sqrt((degrees - 2) / degrees);
    double q95 = t.inverseCumulativeProbability(0.95);
    assertWithin(unit * q95, estimate.var95(), estimate.var95Error());
    assertWithin(
        unit * t.inverseCumulativeProbability(0.99), estimate.var99(), estimate.var99Error());
    double shortfall = t.density(q95) / 0.05 * (degrees + q95 * q95) / (degrees - 1);
    assertWithin(unit * shortfall, estimate.expectedShortfall(), estimate.shortfallError());
  }

  @Test
  void compoundedReturnsOfOneAssetAreLogNormal() {
    ReturnModel model =
        new ReturnModel(new double[] {0.01}, new double[][] {{0.09}}, ReturnModel.NORMAL);
    MonteCarloEstimate estimate =
        MonteCarloRisk.of(
            model, new double[] {1_000}, SETTINGS.withRevaluation(Revaluation.COMPOUNDED));
    for (double p : new double[] {0.95, 0.99}) {
      double exact = -1_000 * Math.expm1(0.01 - 0.3 * NORMAL.inverseCumulativeProbability(p));
      assertWithin(
          exact,
          p == 0.95 ? estimate.var95() : estimate.var99(),
          p == 0.95 ? estimate.var95Error() : estimate.var99Error());
    }
  }

  @Test
  void smallMovesAreTheSameCompoundedOrNot() {
    ReturnModel model = correlated(7);
    ReturnModel small = new ReturnModel(new double[7], scaled(model.covariance(), 1e-8), 5);
    double[] linear = PathSimulation.losses(problem(small, 7, Revaluation.LINEAR));
    double[] compounded = PathSimulation.losses(problem(small, 7, Revaluation.COMPOUNDED));
    double size = deviation(small, exposures(7));
    for (int p = 0; p < linear.length; p++) {
      assertEquals(linear[p], compounded[p], 1e-4 * size);
    }
  }

  private static Paths problem(ReturnModel model, int assets, Revaluation revaluation) {
    return MonteCarloRisk.paths(
        model, exposures(assets), SETTINGS.withPaths(1_000).withRevaluation(revaluation));
  }

  @Test
  void reportedErrorsAreTheSpreadOverSeeds() {
    ReturnModel model = correlated(3).withDegreesOfFreedom(6);
    MonteCarloEstimate[] runs =
        IntStream.range(0, 200)
            .mapToObj(
                s ->
                    MonteCarloRisk.of(
                        model, exposures(3), new MonteCarloSettings(5_000, s, Revaluation.LINEAR)))
            .toArray(MonteCarloEstimate[]::new);
    assertHonest(runs, MonteCarloEstimate::var95, MonteCarloEstimate::var95Error);
    assertHonest(runs, MonteCarloEstimate::var99, MonteCarloEstimate::var99Error);
    assertHonest(runs, MonteCarloEstimate::expectedShortfall, MonteCarloEstimate::shortfallError);
  }

  private static void assertHonest(
      MonteCarloEstimate[] runs,
      ToDoubleFunction<MonteCarloEstimate> value,
      ToDoubleFunction<MonteCarloEstimate> error) {
    double[] values = Arrays.stream(runs).mapToDouble(value).toArray();
    double mean = Arrays.stream(values).average().orElseThrow();
    double spread =
        Math.sqrt(
            Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1));
    double said = Arrays.stream(runs).mapToDouble(error).average().orElseThrow();
    assertTrue(said / spread > 0.8 && said / spread < 1.25, said + " said, " + spread + " seen");
  }

  @Test
  void oneThreadGivesTheSamePaths() {
    Paths problem = problem(correlated(9).withDegreesOfFreedom(3.5), 9, Revaluation.LINEAR);
    double[] many = PathSimulation.losses(problem);
    try (ForkJoinPool single = new ForkJoinPool(1)) {
      assertArrayEquals(many, single.submit(() -> PathSimulation.losses(problem)).join());
    }
  }

  @Test
  void assetsThatMoveAsOneAreNoObstacle() {
    double[][] same = {{0.04, 0.04, 0}, {0.04, 0.04, 0}, {0, 0, 0}};
    ReturnModel model = new ReturnModel(new double[3], same, ReturnModel.NORMAL);
    MonteCarloEstimate hedged = MonteCarloRisk.of(model, new double[] {5, -5, 100}, SETTINGS);
    assertEquals(0, hedged.var99(), 1e-9);
    MonteCarloEstimate held = MonteCarloRisk.of(model, new double[] {5, 5, 100}, SETTINGS);
    assertWithin(2 * NORMAL.inverseCumulativeProbability(0.95), held.var95(), held.var95Error());
    MonteCarloEstimate cash =
        MonteCarloRisk.of(
            new ReturnModel(new double[2], new double[2][2], ReturnModel.NORMAL),
            new double[] {1, 2},
            SETTINGS);
    assertEquals(0, cash.expectedShortfall());
  }

  @Test
  void fewerPeriodsThanAssetsStillGiveTheSampleVariance() {
    Random random = new Random(5);
    double[][] returns = new double[20][40];
    for (double[] row : returns) {
      Arrays.setAll(row, a -> 0.01 * random.nextGaussian());
    }
    ReturnModel model = ReturnModel.of(returns);
    double[][] b = model.factors();
    assertEquals(19, b[0].length);
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 40; j++) {
        assertEquals(model.covariance()[i][j], dot(b[i], b[j]), 1e-15);
      }
    }
  }

  @Test
  void badInputIsRefused() {
    double[][] one = {{1}};
    refused(() -> new ReturnModel(new double[] {Double.NaN}, one, ReturnModel.NORMAL));
    refused(() -> new ReturnModel(new double[1], new double[][] {{Double.NaN}}, 5));
    refused(() -> new ReturnModel(new double[1], new double[][] {{1, 2}}, 5));
    refused(() -> new ReturnModel(new double[2], new double[][] {{1, 0.5}, {0.4, 1}}, 5));
    refused(() -> new ReturnModel(new double[1], one, 2));
    refused(() -> new ReturnModel(new double[1], one, Double.NaN));
    refused(() -> ReturnModel.of(new double[1][3]));
    refused(() -> ReturnModel.of(new double[][] {{1, 2}, {1}}));
    ReturnModel indefinite =
        new ReturnModel(new double[2], new double[][] {{1, 2}, {2, 1}}, ReturnModel.NORMAL);
    refused(() -> MonteCarloRisk.of(indefinite, new double[2], SETTINGS));
    ReturnModel good = new ReturnModel(new double[1], one, 5);
    refused(() -> MonteCarloRisk.of(good, new double[2], SETTINGS));
    refused(() -> MonteCarloRisk.of(good, new double[] {Double.NaN}, SETTINGS));
    refused(() -> SETTINGS.withPaths(10));
  }

  /** Not one number lost, whatever the accelerator does. */
  @Test
  void theCpuTakesOverFromAnAcceleratorThatFails() {
    ReturnModel model = correlated(4).withDegreesOfFreedom(5);
    MonteCarloEstimate onCpu = MonteCarloRisk.of(model, exposures(4), SETTINGS);
    Broken broken = new Broken();
    assertEquals(onCpu, MonteCarloRisk.of(model, exposures(4), SETTINGS, broken));
    assertEquals(1, broken.asked);
  }

  private static final class Broken implements Accelerator {
    private int asked;

    @Override
    public boolean available() {
      return true;
    }

    @Override
    public double[][] information(Neighbours problem) throws NotComputed {
      throw new NotComputed("broken", null);
    }

    @Override
    public double[] losses(Paths problem) throws NotComputed {
      asked++;
      throw new NotComputed("broken", null);
    }
  }

  private static void refused(Executable call) {
    assertThrows(IllegalArgumentException.class, call);
  }

  private static void assertWithin(double exact, double simulated, double error) {
    assertEquals(exact, simulated, 4 * error);
  }

  /** Two common factors and something of each asset's own. */
  static ReturnModel correlated(int assets) {
    Random random = new Random(77);
    double[][] loads = new double[assets][2];
    double[][] covariance = new double[assets][assets];
    double[] means = new double[assets];
    for (int a = 0; a < assets; a++) {
      loads[a] = new double[] {0.01 + 0.005 * random.nextGaussian(), 0.01 * random.nextGaussian()};
      means[a] = 0.001 * random.nextGaussian();
    }
    for (int i = 0; i < assets; i++) {
      for (int j = 0; j < assets; j++) {
        covariance[i][j] = dot(loads[i], loads[j]) + (i == j ? 1e-4 : 0);
      }
    }
    return new ReturnModel(means, covariance, ReturnModel.NORMAL);
  }

  static double[] exposures(int assets) {
    return IntStream.range(0, assets).mapToDouble(a -> 1_000 * (a % 3 - 0.5) + 10 * a).toArray();
  }

  private static double[][] scaled(double[][] matrix, double by) {
    return Arrays.stream(matrix)
        .map(row -> Arrays.stream(row).map(v -> v * by).toArray())
        .toArray(double[][]::new);
  }

  private static double deviation(ReturnModel model, double[] exposures) {
    double variance = 0;
    for (int i = 0; i < exposures.length; i++) {
      variance += exposures[i] * dot(model.covariance()[i], exposures);
    }
    return Math.sqrt(variance);
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }
}
