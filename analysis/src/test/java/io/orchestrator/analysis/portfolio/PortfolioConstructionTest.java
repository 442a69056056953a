package io.orchestrator.analysis.portfolio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.portfolio.BlackLitterman.View;
import io.orchestrator.analysis.portfolio.PortfolioConstruction.Problem;
import io.orchestrator.analysis.portfolio.PortfolioConstruction.Target;
import io.orchestrator.analysis.portfolio.WeightLimits.Group;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PortfolioConstructionTest {
  /** Golden vectors computed with numpy and scipy. */
  private static final double[][] THREE = {{.04, .006, 0}, {.006, .09, .018}, {0, .018, .16}};

  private static Target solve(WeightMethod method, double[][] covariance, WeightLimits limits) {
    return PortfolioConstruction.solve(
        new Problem(
            method, covariance, new double[0], List.of(), new double[covariance.length], limits));
  }

  @Test
  void goldenWeights() {
    var free = WeightLimits.longOnly(3);
    assertArrayEquals(
        new double[] {.474252, .293825, .231922},
        solve(WeightMethod.RISK_PARITY, THREE, free).weights(),
        1e-6);
    assertArrayEquals(
        new double[] {.632848, .225881, .141271},
        solve(WeightMethod.MINIMUM_VARIANCE, THREE, free).weights(),
        1e-6);
  }

  @Test
  void analyticCases() {
    double[][] diagonal = {{.01, 0, 0}, {0, .04, 0}, {0, 0, .16}};
    // Without correlation: hierarchical = least variance = inverse variance; most diversified and
    // equal risk = inverse volatility.
    double[] inverseVariance = {16 / 21.0, 4 / 21.0, 1 / 21.0};
    double[] inverseVolatility = {4 / 7.0, 2 / 7.0, 1 / 7.0};
    var free = WeightLimits.longOnly(3);
    assertArrayEquals(
        inverseVariance, solve(WeightMethod.MINIMUM_VARIANCE, diagonal, free).weights(), 1e-9);
    assertArrayEquals(
        inverseVariance,
        solve(WeightMethod.HIERARCHICAL_RISK_PARITY, diagonal, free).weights(),
        1e-12);
    assertArrayEquals(
        inverseVolatility,
        solve(WeightMethod.MAXIMUM_DIVERSIFICATION, diagonal, free).weights(),
        1e-9);
    assertArrayEquals(
        inverseVolatility, solve(WeightMethod.RISK_PARITY, diagonal, free).weights(), 1e-9);
    // The reference's inverse volatilities.
    double[][] golden = {{.04, 0, 0}, {0, .09, 0}, {0, 0, .16}};
    assertArrayEquals(
        new double[] {.461538, .307692, .230769},
        solve(WeightMethod.RISK_PARITY, golden, free).weights(),
        1e-6);
  }

  @Test
  void hierarchicalOfTwoPairsByHand() {
    // A and B move together, so do C and D: bisection is between the pairs, then within them.
    double[][] c = {{.04, .036, 0, 0}, {.036, .04, 0, 0}, {0, 0, .09, .081}, {0, 0, .081, .09}};
    // Variance of a pair held half and half: (2·.04+2·.036)/4 = .038 and .0855.
    double first = .0855 / (.038 + .0855);
    assertArrayEquals(
        new double[] {first / 2, first / 2, (1 - first) / 2, (1 - first) / 2},
        solve(WeightMethod.HIERARCHICAL_RISK_PARITY, c, WeightLimits.longOnly(4)).weights(),
        1e-12);
  }

  /** He and Litterman 1999: equilibrium of the seven countries, and Germany over Europe by 5 %. */
  @Test
  void blackLittermanOfTheSevenCountries() {
    double[] vol = {.160, .203, .248, .271, .210, .200, .187};
    double[][] below = {
      {},
      {.488},
      {.478, .664},
      {.515, .655, .861},
      {.439, .310, .355, .354},
      {.512, .608, .783, .777, .405},
      {.491, .779, .668, .653, .306, .652}
    };
    var covariance = new double[7][7];
    for (int i = 0; i < 7; i++) {
      for (int j = 0; j <= i; j++) {
        double rho = i == j ? 1 : below[i][j];
        covariance[i][j] = rho * vol[i] * vol[j];
        covariance[j][i] = covariance[i][j];
      }
    }
    double[] market = {.016, .022, .052, .055, .116, .124, .615};
    var model = BlackLitterman.DEFAULT;
    assertArrayEquals(
        new double[] {.039, .069, .084, .090, .043, .068, .076},
        model.equilibrium(covariance, market),
        .0006);
    double[] germany = {0, 0, -.295, 1, 0, -.705, 0};
    assertArrayEquals(
        new double[] {.043, .076, .093, .110, .045, .070, .081},
        model.posterior(covariance, market, List.of(new View(germany, .05, .5))),
        .0006);
  }

  @Test
  void ledoitWolfShrinksNothingButNoise() {
    // Two points on a line through the mean: S = [[1,2],[2,4]], every x·x' equals S but for 0
    // noise, so nothing is shrunk.
    double[][] line = {{1, 2}, {-1, -2}, {1, 2}, {-1, -2}};
    assertArrayEquals(
        new double[] {1, 2}, CovarianceEstimator.LEDOIT_WOLF.estimate(line)[0], 1e-12);
    // Four corners of a square: S = I has no distance from its target.
    double[][] square = {{1, 1}, {-1, -1}, {1, -1}, {-1, 1}};
    assertArrayEquals(
        new double[] {1, 0}, CovarianceEstimator.LEDOIT_WOLF.estimate(square)[0], 1e-12);
    assertArrayEquals(
        new double[] {4 / 3.0, 8 / 3.0}, CovarianceEstimator.SAMPLE.estimate(line)[0], 1e-12);
    // Lengths 2 and 1 along the axes: S = diag(2, ½), m = 5/4, d² = 4.25 − 2·m²; the fourth powers
    // of the lengths sum to 34, so b² = (34/4 − 4.25)/4.
    double[][] cross = {{2, 0}, {-2, 0}, {0, 1}, {0, -1}};
    double squares = 4.25;
    double mean = 1.25;
    double weight = Math.min(1, ((34 / 4.0 - squares) / 4) / (squares - 2 * mean * mean));
    assertEquals(
        (1 - weight) * 2 + weight * mean,
        CovarianceEstimator.LEDOIT_WOLF.estimate(cross)[0][0],
        1e-12);
  }

  @Test
  void aMethodThatCannotBeComputedFallsBackAndSaysWhy() {
    double[][] dead = {{.04, 0}, {0, 0}};
    Target t = solve(WeightMethod.RISK_PARITY, dead, WeightLimits.longOnly(2));
    assertEquals("equal_weight", t.used());
    assertTrue(t.notes().getFirst().contains("no variance"), t.notes().toString());
    Target caps =
        solve(
            WeightMethod.MARKET_CAP_WEIGHTED,
            new double[][] {{.01, 0}, {0, .04}},
            WeightLimits.longOnly(2));
    assertEquals("inverse_variance", caps.used());
    assertArrayEquals(new double[] {.8, .2}, caps.weights(), 1e-12);
  }

  @Test
  void boundsThatContradictEachOtherAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new WeightLimits(new double[2], new double[] {.3, .3}, 1, List.of(), 1));
    var limits =
        new WeightLimits(
            new double[3],
            new double[] {1, 1, 1},
            1,
            List.of(new Group("all", List.of(0, 1, 2), 0, .5)),
            1);
    assertThrows(
        IllegalArgumentException.class, () -> solve(WeightMethod.EQUAL_WEIGHT, THREE, limits));
  }

  @Test
  void turnoverGoesAPartOfTheWay() {
    var upper = new double[] {1, 1};
    var limits = new WeightLimits(new double[2], upper, 1, List.of(), .1);
    Target t =
        PortfolioConstruction.solve(
            new Problem(
                WeightMethod.EQUAL_WEIGHT,
                new double[][] {{1, 0}, {0, 1}},
                new double[0],
                List.of(),
                new double[] {1, 0},
                limits));
    assertArrayEquals(new double[] {.9, .1}, t.weights(), 1e-12);
  }

  private static double[][] covariance(int n, long seed) {
    var random = new SplittableRandom(seed);
    var returns = new double[2 * n + 10][n];
    for (double[] row : returns) {
      double common = random.nextGaussian();
      for (int j = 0; j < n; j++) {
        row[j] = 0.01 * (1 + j % 5) * (0.5 * common + random.nextGaussian());
      }
    }
    return CovarianceEstimator.SAMPLE.estimate(returns);
  }

  @Property(tries = 100)
  void everyMethodKeepsEveryLimit(
      @ForAll @IntRange(min = 4, max = 15) int n, @ForAll long seed, @ForAll WeightMethod method) {
    var random = new SplittableRandom(seed);
    var lower = new double[n];
    var upper = new double[n];
    for (int i = 0; i < n; i++) {
      lower[i] = random.nextDouble() * 0.5 / n;
      upper[i] = lower[i] + (1 + random.nextDouble()) / n;
    }
    upper[0] = lower[0];
    double invested =
        Math.min(1, DoubleStream.of(upper).sum() * 0.6 + 0.4 * DoubleStream.of(lower).sum());
    double most = upper[1] + 0.5 * (lower[2] + upper[2]);
    var limits =
        new WeightLimits(
            lower, upper, invested, List.of(new Group("tech", List.of(1, 2), 0, most)), 1);
    double[] caps = random.doubles(n, 1, 100).toArray();
    Target t =
        PortfolioConstruction.solve(
            new Problem(method, covariance(n, seed), caps, List.of(), new double[n], limits));
    assertTrue(limits.keeps(t.weights(), 1e-8), t.toString());
    assertEquals(method.wireName(), t.used());
  }

  @Property(tries = 100)
  void equalRiskMeansEqualContributions(
      @ForAll @IntRange(min = 2, max = 40) int n, @ForAll long seed) {
    double[][] c = covariance(n, seed);
    double[] w = solve(WeightMethod.RISK_PARITY, c, WeightLimits.longOnly(n)).weights();
    for (double share : Weights.riskContributions(c, w)) {
      assertEquals(1.0 / n, share, 1e-9);
    }
    assertEquals(1, DoubleStream.of(w).sum(), 1e-12);
  }

  /** Nothing within the limits that we try is less risky. */
  @Property(tries = 50)
  void leastVarianceIsNotBeaten(@ForAll @IntRange(min = 2, max = 30) int n, @ForAll long seed) {
    double[][] c = covariance(n, seed);
    double[] best = solve(WeightMethod.MINIMUM_VARIANCE, c, WeightLimits.longOnly(n)).weights();
    double least = Weights.volatility(c, best);
    var random = new SplittableRandom(seed + 1);
    for (int k = 0; k < 200; k++) {
      double[] other = Weights.normalised(random.doubles(n).toArray());
      double step = Math.pow(10, -k % 6);
      for (int i = 0; i < n; i++) {
        other[i] = step * other[i] + (1 - step) * best[i];
      }
      assertTrue(Weights.volatility(c, other) >= least - 1e-12);
    }
  }
}
