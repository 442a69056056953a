package io.orchestrator.analysis.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RiskMeasuresTest {
  /** 250 scenarios: 12.5 of them are the worst 5 %, the thirteenth counts by half. */
  @Test
  void borderScenarioCountsInPart() {
    double[] sorted = new double[250];
    Arrays.setAll(sorted, i -> i + 1.0);
    double expected = (IntStream.rangeClosed(239, 250).sum() + 0.5 * 238) / 12.5;
    assertEquals(expected, RiskMeasures.tailMean(sorted, 0.05), 1e-9);
    assertEquals(expected, TailLoss.equal(sorted, 0.05).tailMean(), 1e-9);
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
  void spikeRaisesTheRatio() {
    double[] values = new double[300];
    Arrays.setAll(values, t -> (t % 2 == 0 ? 1 : -1) * (t >= 280 ? 0.05 : 0.01));
    assertTrue(RiskMeasures.volatilityRatio(values, 20) > 2.5);
    assertEquals(1, RiskMeasures.volatilityRatio(new double[300], 20));
  }

  /** The mean of all pairs, pair by pair. */
  @Test
  void meanCorrelationAgreesWithEveryPair() {
    Random random = new Random(3);
    double[][] returns = new double[120][5];
    for (double[] row : returns) {
      double market = random.nextGaussian();
      for (int a = 0; a < 4; a++) {
        row[a] = market + (a + 1) * random.nextGaussian();
      }
    }
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < i; j++) {
        sum += correlation(returns, 20, i, j) / 6;
      }
    }
    assertEquals(sum, RiskMeasures.meanCorrelation(returns, 20), 1e-12, "a constant has no part");
    assertEquals(0, RiskMeasures.meanCorrelation(new double[50][1], 0));
  }

  private static double correlation(double[][] returns, int from, int i, int j) {
    double[] x = Arrays.stream(returns, from, returns.length).mapToDouble(r -> r[i]).toArray();
    double[] y = Arrays.stream(returns, from, returns.length).mapToDouble(r -> r[j]).toArray();
    return new org.hipparchus.stat.correlation.PearsonsCorrelation().correlation(x, y);
  }

  @Test
  void slopeIsThatOfARegressionWithoutTheUnknownPeriods() {
    double[] benchmark = {1, 2, Double.NaN, 4, 5};
    double[] values = {3, 5, 1000, 9, 11};
    assertEquals(2, RiskMeasures.slope(values, benchmark, 4), 1e-12);
    assertEquals(0, RiskMeasures.slope(values, benchmark, 5));
  }
}
