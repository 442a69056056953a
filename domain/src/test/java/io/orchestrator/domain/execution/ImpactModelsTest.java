package io.orchestrator.domain.execution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Golden values from independent computations (numpy and scipy). */
class ImpactModelsTest {
  private static AlmgrenChriss model(double lambda) {
    return new AlmgrenChriss(1e6, 5, 5, 0.95, 0.0625, 2.5e-6, 2.5e-7, lambda);
  }

  @Test
  void squareRootImpactOfTheReference() {
    assertEquals(20.0, SquareRootImpact.basisPoints(0.02, 1, 100), 1e-9);
    assertEquals(44.721, SquareRootImpact.basisPoints(0.02, 5, 100), 5e-4);
    assertEquals(63.246, SquareRootImpact.basisPoints(0.02, 10, 100), 5e-4);
    assertThrows(IllegalArgumentException.class, () -> SquareRootImpact.basisPoints(0.02, 1, 0));
  }

  @Test
  void trajectoryOfTheReference() {
    assertEquals(0.607076, model(1e-6).kappa(), 5e-7);
    assertArrayEquals(
        new double[] {1_000_000, 541_956, 289_854, 147_897, 62_142, 0},
        model(1e-6).holdings(),
        0.5);
  }

  @Test
  void withoutRiskAversionItIsEven() {
    assertArrayEquals(new double[] {1e6, 8e5, 6e5, 4e5, 2e5, 0}, model(0).holdings(), 1e-6);
  }

  /** Equations 5 and 8 of the paper by hand for equal steps: n = 200 000, τ = 1. */
  @Test
  void costAndRiskOfAnEvenSchedule() {
    double etaTilde = 2.5e-6 - 2.5e-7 / 2;
    double cost = 2.5e-7 * 1e12 / 2 + 0.0625 * 1e6 + etaTilde * 5 * 4e10;
    assertEquals(cost, model(0).expectedCost(model(0).holdings()), 1e-3);
    double risk = 0.95 * Math.sqrt(6.4e11 + 3.6e11 + 1.6e11 + 0.4e11);
    assertEquals(risk, model(0).risk(model(0).holdings()), 1e-3);
  }

  /** No other trajectory tried has a lower cost + λ · variance. */
  @Test
  void trajectoryIsOptimal() {
    AlmgrenChriss model = model(1e-6);
    double[] best = model.holdings();
    double least = objective(model, best);
    for (int j = 1; j < 5; j++) {
      for (double step : new double[] {-20_000, -100, 100, 20_000}) {
        double[] other = best.clone();
        other[j] += step;
        assertTrue(objective(model, other) > least, "moving holding " + j + " by " + step);
      }
    }
  }

  private static double objective(AlmgrenChriss model, double[] holdings) {
    return model.expectedCost(holdings) + 1e-6 * Math.pow(model.risk(holdings), 2);
  }

  @Test
  void chosenKappaIsReached() {
    AlmgrenChriss model = model(0).withKappaHorizon(3);
    assertEquals(3, model.kappa() * 5, 1e-9);
    assertArrayEquals(AlmgrenChriss.holdings(1e6, 5, 3), model.holdings(), 1e-3);
  }

  @Test
  void veryUrgentDoesNotOverflow() {
    double[] left = AlmgrenChriss.holdings(100, 4, 5_000);
    assertArrayEquals(new double[] {100, 0, 0, 0, 0}, left, 1e-9);
  }

  @Test
  void impossibleParametersAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new AlmgrenChriss(1, 1, 1, 0.1, 0, 1e-9, 1e-6, 0));
  }
}
