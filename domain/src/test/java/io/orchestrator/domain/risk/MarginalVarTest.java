package io.orchestrator.domain.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.order.Side;
import io.orchestrator.domain.risk.measure.ReturnCovariance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Value at Risk with one order more: between what convexity demands and what it allows. */
class MarginalVarTest {
  private static final Instant NOW = Instant.parse("2026-11-20T15:30:00Z");
  private static final double Z_99 = 2.3263478740408408;

  private static MarginalVar of(
      double var, List<String> symbols, Map<String, Double> exposures, double[][] covariance) {
    return MarginalVar.of(
        new RiskMetrics(
            1e6,
            var,
            0,
            0,
            false,
            0,
            0,
            0,
            "",
            0,
            250,
            NOW,
            Optional.empty(),
            Optional.of(
                MeasuredBook.of(
                    symbols, exposures, slopes(var, symbols, exposures, covariance), covariance))));
  }

  /** Of a leading number that is a multiple of the normal one; Euler: they sum to it. */
  private static Map<String, Double> slopes(
      double var, List<String> symbols, Map<String, Double> exposures, double[][] covariance) {
    double[] x = symbols.stream().mapToDouble(exposures::get).toArray();
    double variance = Math.pow(normal(covariance, x) / MarginalVar.Z_95, 2);
    Map<String, Double> slopes = new HashMap<>();
    for (int i = 0; i < x.length; i++) {
      double with = 0;
      for (int j = 0; j < x.length; j++) {
        with += covariance[i][j] * x[j];
      }
      slopes.put(symbols.get(i), variance == 0 ? 0 : var * with / variance);
    }
    return slopes;
  }

  private static ExposureBook book(Map<String, Long> positions, WorkingOrder... working) {
    Map<String, Double> marks = new HashMap<>();
    positions.keySet().forEach(s -> marks.put(s, 1.0));
    List.of(working).forEach(w -> marks.put(w.symbol(), 1.0));
    return ExposureBook.of(positions, List.of(working), marks);
  }

  /** Golden vector: VaR99 of w = (.5, .3, .2) is .392457. */
  @Test
  void theNormalNumberIsThatOfTheReference() {
    ReturnCovariance covariance =
        MeasuredBook.covariance(
            List.of("A", "B", "C"),
            new double[][] {{.04, .006, 0}, {.006, .09, .018}, {0, .018, .16}});
    assertEquals(0.392457, Z_99 * covariance.deviation(0.5, 0.3, 0.2), 1e-6);
    assertEquals(0.3, covariance.deviationOf(1), 1e-7);
  }

  @Test
  void aCovarianceThatIsNoneIsRefused() {
    List<String> one = List.of("A");
    assertThrows(IllegalArgumentException.class, () -> new ReturnCovariance(one, new float[2]));
    float[] nan = {Float.NaN};
    assertThrows(IllegalArgumentException.class, () -> new ReturnCovariance(one, nan));
  }

  /** The first order says that selling lowers the risk; sold three times over it doubles it. */
  @Test
  void aHedgeThatOvershootsIsARisk() {
    double[][] covariance = {{1e-4}};
    double var = MarginalVar.Z_95 * 0.01 * 10_000;
    MarginalVar marginal = of(var, List.of("A"), Map.of("A", 10_000.0), covariance);
    ExposureBook held = book(Map.of("A", 10_000L));
    assertEquals(2 * var, marginal.after(held, "A", -30_000, 1, 0.03), 1e-3);
    assertEquals(var / 2, marginal.after(held, "A", -5_000, 1, 0.03), 1e-3);
    assertEquals(var * 2, marginal.after(held, "A", 10_000, 1, 0.03), 1e-3);
  }

  /** Of a leading number that is twice the normal one, an order adds twice the normal change. */
  @Test
  void theExcessOfTheLeadingNumberIsCarriedOver() {
    double normal = MarginalVar.Z_95 * 0.01 * 10_000;
    double[][] covariance = {{1e-4}};
    MarginalVar fat = of(2 * normal, List.of("A"), Map.of("A", 10_000.0), covariance);
    ExposureBook held = book(Map.of("A", 10_000L));
    assertEquals(4 * normal, fat.after(held, "A", 10_000, 1, 0.03), 1e-3);
    // A hedge so good that nothing is left: the quotient would be without bound.
    MarginalVar hedged = of(1_000, List.of("A"), Map.of("A", 0.01), covariance);
    assertEquals(1_000 + 3 * normal, hedged.after(held, "A", 0, 1, 0.03), 1);
  }

  /** A fill since the measurement counts at once, and an exit sets free at once. */
  @Test
  void positionsAreThoseOfNow() {
    double[][] covariance = {{1e-4, 0}, {0, 1e-4}};
    double var = MarginalVar.Z_95 * 0.01 * 10_000;
    MarginalVar marginal = of(var, List.of("A", "B"), Map.of("A", 10_000.0, "B", 0.0), covariance);
    ExposureBook sold = book(Map.of("B", 0L));
    assertEquals(var, marginal.after(sold, "B", 10_000, 1, 0.03), 1e-3);
    ExposureBook more = book(Map.of("A", 30_000L));
    assertEquals(3 * var, marginal.after(more, "A", 0, 1, 0.03), 1e-3);
  }

  @Test
  void aNameThatIsNotMeasuredIsAssumed() {
    MarginalVar nothing = MarginalVar.NONE;
    ExposureBook held =
        book(Map.of("X", -1_000L), new WorkingOrder("w", "Y", Side.BUY, 500, 0, false));
    double after = nothing.after(held, "Z", 2_000, 1, 0.03);
    assertEquals(0.03 * (1_000 + 500 + 2_000), after, 1e-6);
  }

  /**
   * Whatever of the working entries fills beside the order, the normal Value at Risk is at most
   * what was said; and adding is never said to be less than the first order of it.
   */
  @Property(tries = 500)
  void noSubsetOfFillsHasMoreRiskThanWasSaid(@ForAll long seed) {
    Random random = new Random(seed);
    int n = 2 + random.nextInt(4);
    double[][] covariance = covariance(random, n);
    List<String> symbols = new ArrayList<>();
    Map<String, Double> measured = new HashMap<>();
    Map<String, Long> positions = new HashMap<>();
    for (int i = 0; i < n; i++) {
      symbols.add("N" + i);
      positions.put("N" + i, (long) random.nextInt(-20_000, 20_000));
      measured.put("N" + i, (double) positions.get("N" + i));
    }
    double[] now = symbols.stream().mapToDouble(measured::get).toArray();
    double var = normal(covariance, now) * (0.5 + random.nextDouble());
    MarginalVar marginal = of(var, symbols, measured, covariance);
    WorkingOrder[] working = new WorkingOrder[5];
    for (int w = 0; w < working.length; w++) {
      Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
      working[w] =
          new WorkingOrder(
              "w" + w, "N" + random.nextInt(n), side, 1 + random.nextInt(9_000), 0, false);
    }
    int own = random.nextInt(n);
    double usd = random.nextInt(-30_000, 30_000);
    double said = marginal.after(book(positions, working), "N" + own, usd, 1, 0.03);
    for (int subset = 0; subset < 1 << working.length; subset++) {
      double[] then = now.clone();
      then[own] += usd;
      for (int w = 0; w < working.length; w++) {
        if ((subset & 1 << w) != 0) {
          WorkingOrder o = working[w];
          then[symbols.indexOf(o.symbol())] += o.side().sign() * o.remaining();
        }
      }
      double risk = normal(covariance, then);
      assertTrue(said >= risk * (1 - 1e-5) - 0.01, "seed " + seed + " " + said + " < " + risk);
    }
  }

  private static double[][] covariance(Random random, int n) {
    double[][] factors = new double[n][n];
    for (double[] row : factors) {
      for (int j = 0; j < n; j++) {
        row[j] = 0.01 * random.nextGaussian();
      }
    }
    double[][] covariance = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          covariance[i][j] += factors[i][k] * factors[j][k];
        }
      }
    }
    return covariance;
  }

  private static double normal(double[][] covariance, double... x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        sum += x[i] * covariance[i][j] * x[j];
      }
    }
    return 1.6448536269514722 * Math.sqrt(Math.max(0, sum));
  }
}
