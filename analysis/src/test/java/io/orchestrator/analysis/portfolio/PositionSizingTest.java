package io.orchestrator.analysis.portfolio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.portfolio.PositionSizing.Sized;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PositionSizingTest {
  private static final double[] NOTHING = new double[2];

  private static double[][] two(double a, double b, double correlation) {
    double shared = correlation * a * b;
    return new double[][] {{a * a, shared}, {shared, b * b}};
  }

  @Test
  void twoIndependentNamesShareTheWishedVolatility() {
    var sizing =
        new PositionSizing(two(.01, .02, 0), new int[] {1, -1}, new double[] {1, 1}, NOTHING, 10);
    Sized sized = sizing.volatilityTarget(0.01);
    // Each has 1/√2 of it: w·σ = 0.01/√2.
    assertArrayEquals(new double[] {.70710678, -.35355339}, sized.weights(), 1e-8);
    assertEquals(0.01, sized.volatility(), 1e-12);
  }

  @Test
  void twoThatMoveAlikeGetLessThanTwoThatDoNot() {
    for (double rho : new double[] {-0.5, 0, 0.5, 0.9}) {
      var sizing =
          new PositionSizing(
              two(.01, .01, rho), new int[] {1, 1}, new double[] {1, 1}, NOTHING, 10);
      // w·σ·√(2 + 2ρ) = target.
      double expected = 0.01 / (.01 * Math.sqrt(2 + 2 * rho));
      assertEquals(expected, sizing.volatilityTarget(0.01).weights()[0], 1e-8);
    }
  }

  @Test
  void whatIsHeldUsesUpTheRisk() {
    double[] held = {1.0, 0};
    int[] second = {0, 1};
    var sizing = new PositionSizing(two(.01, .01, 0), second, new double[] {0, 1}, held, 10);
    // 0.01² is held, 0.02² wished: √3 · 0.01 is left.
    assertArrayEquals(new double[] {1, Math.sqrt(3)}, sizing.volatilityTarget(.02).weights(), 1e-8);
    Sized over = sizing.volatilityTarget(0.005);
    assertArrayEquals(new double[] {1, 0}, over.weights(), 0);
    assertTrue(over.notes().getFirst().contains("already"));
    var capped = new PositionSizing(two(.01, .01, 0), second, new double[] {0, 1}, held, 0.05);
    Sized small = capped.volatilityTarget(0.02);
    assertEquals(0.05, small.weights()[1], 1e-12);
    assertTrue(small.notes().getFirst().contains("not reached"));
  }

  /** For one name Kelly is μ/σ²; for two it is Σ⁻¹μ, written out. */
  @Test
  void kellyOfOneAndOfTwo() {
    double[][] one = {{0.0004}};
    var alone = new PositionSizing(one, new int[] {-1}, new double[] {.05}, new double[1], 100);
    // μ = 0.05 · 0.02 = 0.001; 0.001/0.0004 = 2.5, a quarter of it short.
    assertEquals(-0.625, alone.cappedKelly(0.25, 100).weights()[0], 1e-12);
    double rho = 0.6;
    var both =
        new PositionSizing(
            two(.01, .02, rho), new int[] {1, 1}, new double[] {.05, .05}, NOTHING, 100);
    double det = .01 * .01 * .02 * .02 * (1 - rho * rho);
    double m1 = .05 * .01;
    double m2 = .05 * .02;
    double w1 = (m1 * .0004 - m2 * rho * .0002) / det;
    double w2 = (m2 * .0001 - m1 * rho * .0002) / det;
    assertArrayEquals(new double[] {w1, w2}, both.cappedKelly(1, 100).weights(), 1e-9);
    Sized cut = both.cappedKelly(1, 1);
    assertEquals(1, cut.weights()[0] + cut.weights()[1], 1e-9);
    assertEquals(w1 / w2, cut.weights()[0] / cut.weights()[1], 1e-9);
  }

  @Test
  void aNameThatTheHeldOneReplacesGetsNothing() {
    double[] held = {2.0, 0};
    var sizing =
        new PositionSizing(
            two(.01, .01, 0.99), new int[] {0, 1}, new double[] {0, .001}, held, 0.2);
    Sized sized = sizing.cappedKelly(0.25, 10);
    assertEquals(0, sized.weights()[1], 0);
    assertTrue(sized.notes().getFirst().contains("nothing"));
  }

  @Property(tries = 300)
  void whateverTheNumbersNoLimitIsBroken(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    int n = 1 + random.nextInt(6);
    var factors = new double[n][n];
    for (double[] row : factors) {
      Arrays.setAll(row, j -> 0.01 * random.nextGaussian());
    }
    var covariance = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        covariance[i][j] = QuadraticProgram.dot(factors[i], factors[j]) + (i == j ? 1e-6 : 0);
      }
    }
    var direction = new int[n];
    var edge = new double[n];
    var held = new double[n];
    double heldGross = 0;
    for (int i = 0; i < n; i++) {
      direction[i] = random.nextInt(3) - 1;
      edge[i] = random.nextDouble();
      held[i] = random.nextInt(2) * 0.2 * (random.nextDouble() - 0.5);
      heldGross += direction[i] == 0 ? Math.abs(held[i]) : 0;
    }
    double most = 0.01 + 0.3 * random.nextDouble();
    double target = 0.02 * random.nextDouble();
    var sizing = new PositionSizing(covariance, direction, edge, held, most);
    var kept = new double[n];
    Arrays.setAll(kept, i -> direction[i] == 0 ? held[i] : 0);
    Sized steady = sizing.volatilityTarget(target);
    Sized kelly = sizing.cappedKelly(random.nextDouble(), 1);
    assertTrue(
        steady.volatility() <= Math.max(target, Weights.volatility(covariance, kept)) + 1e-12);
    assertTrue(
        Arrays.stream(kelly.weights()).map(Math::abs).sum() <= Math.max(1, heldGross) + 1e-9);
    for (Sized sized : new Sized[] {steady, kelly}) {
      for (int i = 0; i < n; i++) {
        double w = sized.weights()[i];
        if (direction[i] == 0) {
          assertEquals(held[i], w, 0);
        } else {
          assertTrue(w * direction[i] >= 0 && Math.abs(w) <= most + 1e-12, "weight " + w);
        }
      }
    }
  }
}
