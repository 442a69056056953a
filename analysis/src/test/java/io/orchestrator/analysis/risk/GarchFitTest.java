package io.orchestrator.analysis.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GarchFitTest {
  /**
   * The same series and likelihood in numpy, maximised by scipy.optimize (Nelder-Mead from three
   * starts, all alike): omega 0.06609277, alpha 0.12345514, beta 0.82036788, −ln L 821.77978390.
   */
  @Test
  void agreesWithScipy() {
    double[] series = series(1_500);
    assertEquals(1.5778975404900431, Garch.meanSquare(series), 1e-8);
    Garch fit = GarchFit.fit(series).orElseThrow();
    assertEquals(0.06609277, fit.omega(), 1e-4);
    assertEquals(0.12345514, fit.alpha(), 1e-4);
    assertEquals(0.82036788, fit.beta(), 1e-4);
    assertEquals(-821.77978390, GarchFit.logLikelihood(fit, series), 1e-6);
  }

  /** Another currency changes omega and nothing else. */
  @Test
  void unitsDoNotMatter() {
    double[] series = series(600);
    double[] cents = java.util.Arrays.stream(series).map(v -> 100 * v).toArray();
    Garch one = GarchFit.fit(series).orElseThrow();
    Garch other = GarchFit.fit(cents).orElseThrow();
    assertEquals(one.alpha(), other.alpha(), 1e-9);
    assertEquals(10_000 * one.omega(), other.omega(), 1e-6);
    assertEquals(one.omega(), other.scaledTo(series).omega(), 1e-9);
  }

  @Test
  void tooShortOrConstantSeriesHaveNoFit() {
    assertTrue(GarchFit.fit(series(249)).isEmpty());
    assertTrue(GarchFit.fit(new double[500]).isEmpty());
  }

  /** Sum of twelve uniform numbers as noise, variance 0.05 + 0.1 r² + 0.85 variance. */
  private static double[] series(int count) {
    double[] series = new double[count];
    double variance = 1;
    for (int t = 0; t < count; t++) {
      double z = -6;
      for (int j = 1; j <= 12; j++) {
        double x = Math.sin((12 * t + j) * 12.9898) * 43758.5453;
        z += x - Math.floor(x);
      }
      series[t] = Math.sqrt(variance) * z;
      variance = 0.05 + 0.1 * series[t] * series[t] + 0.85 * variance;
    }
    return series;
  }
}
