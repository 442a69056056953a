package io.orchestrator.analysis.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RiskMeasuresTest {
  /** Losses of 1 to 100 USD: numpy.quantile(range(1,101), .95) = 95.05, .99 = 99.01. */
  @Test
  void lossesOfOneToHundred() {
    double[][] returns = new double[100][1];
    for (int t = 0; t < 100; t++) {
      returns[t][0] = -((t * 37) % 100 + 1) / 10_000.0; // shuffled: order must not matter
    }
    RiskEstimate.Measured risk = measured(returns, new double[] {10_000});
    assertEquals(95.05, risk.var95(), 1e-9);
    assertEquals(99.01, risk.var99(), 1e-9);
    assertEquals(98.0, risk.expectedShortfall(), 1e-9); // mean of 96..100
    assertEquals(100, risk.observations());
  }

  /** 250 scenarios: 12.5 of them are the worst 5 %, the thirteenth counts by half. */
  @Test
  void borderScenarioCountsInPart() {
    double[] sorted = new double[250];
    Arrays.setAll(sorted, i -> i + 1.0);
    double expected = (java.util.stream.IntStream.rangeClosed(239, 250).sum() + 0.5 * 238) / 12.5;
    assertEquals(expected, RiskMeasures.tailMean(sorted, 0.05), 1e-9);
  }

  /** Normal returns: multipliers 1.644854, 2.326348 and 2.062713 of the normal distribution. */
  @Test
  void convergesToNormalMultipliers() {
    Random random = new Random(7);
    double[][] returns = new double[400_000][1];
    for (double[] row : returns) {
      row[0] = 0.01 * random.nextGaussian();
    }
    RiskEstimate.Measured risk = measured(returns, new double[] {100});
    assertEquals(1.644854, risk.var95(), 0.01);
    assertEquals(2.326348, risk.var99(), 0.02);
    assertEquals(2.062713, risk.expectedShortfall(), 0.015);
  }

  /** A short position gains where a long one loses; a hedge cancels. */
  @Test
  void signsOfExposures() {
    double[][] returns = new double[100][2];
    for (int t = 0; t < 100; t++) {
      returns[t][0] = -(t + 1) / 10_000.0;
      returns[t][1] = returns[t][0];
    }
    assertEquals(0, measured(returns, new double[] {-10_000, 0}).var95());
    assertEquals(0, measured(returns, new double[] {10_000, -10_000}).expectedShortfall());
    assertEquals(190.1, measured(returns, new double[] {10_000, 10_000}).var95(), 1e-9);
  }

  /** Hull: lambda 0.9, 1 % a day before, then a move of 2 % gives a variance of 0.00013. */
  @Test
  void ewmaAsInHull() {
    double[] values = new double[600];
    Arrays.fill(values, 0.01);
    values[599] = 0.02;
    assertEquals(0.00013, RiskMeasures.ewmaVariance(values, 0.9), 1e-12);
  }

  @Test
  void volatilityIsAnnualisedFractionOfGross() {
    double[][] returns = new double[300][1];
    for (int t = 0; t < 300; t++) {
      returns[t][0] = t % 2 == 0 ? 0.01 : -0.01;
    }
    RiskEstimate.Measured risk = measured(returns, new double[] {5_000});
    assertEquals(0.01 * Math.sqrt(252), risk.volatility(), 1e-12);
    assertEquals(1.0, risk.volatilityRatio(), 0.05);
  }

  @Test
  void spikeRaisesTheRatio() {
    double[][] returns = new double[300][1];
    for (int t = 0; t < 300; t++) {
      returns[t][0] = (t % 2 == 0 ? 1 : -1) * (t >= 280 ? 0.05 : 0.01);
    }
    assertTrue(measured(returns, new double[] {1}).volatilityRatio() > 2.5);
  }

  @Test
  void emptyPortfolioIsRiskless() {
    RiskEstimate.Measured risk = measured(new double[100][0], new double[0]);
    assertEquals(0, risk.var99());
    assertEquals(0, risk.volatility());
    assertEquals(1, risk.volatilityRatio());
  }

  @Test
  void badInputIsUnavailable() {
    assertEquals("risk.too_few_observations", code(new double[59][1], new double[] {1}));
    double[][] gap = new double[100][2];
    gap[3][1] = Double.NaN;
    assertEquals("risk.not_finite", code(gap, new double[] {1, 1}));
    assertInstanceOf(
        RiskEstimate.Measured.class, RiskMeasures.historical(gap, new double[] {1, 0}));
    assertEquals("risk.not_finite", code(gap, new double[] {Double.POSITIVE_INFINITY, 0}));
    double[][] split = new double[100][1];
    split[5][0] = 6.0;
    assertEquals("risk.implausible_return", code(split, new double[] {1}));
    assertEquals("risk.bad_shape", code(new double[100][1], new double[] {1, 2}));
  }

  private static RiskEstimate.Measured measured(double[][] returns, double[] exposures) {
    return assertInstanceOf(
        RiskEstimate.Measured.class, RiskMeasures.historical(returns, exposures));
  }

  private static String code(double[][] returns, double[] exposures) {
    return assertInstanceOf(
            RiskEstimate.Unavailable.class, RiskMeasures.historical(returns, exposures))
        .code();
  }
}
