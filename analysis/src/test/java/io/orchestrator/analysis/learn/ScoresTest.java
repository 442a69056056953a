package io.orchestrator.analysis.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Scores and calibration against published examples, closed forms and drawn truths. */
class ScoresTest {
  private static Forecast said(int time, double probability, boolean up) {
    return new Forecast(Instant.EPOCH.plusSeconds(time), "A", probability, up ? 1 : -1, 0.5);
  }

  /**
   * scikit-learn's documented examples: roc_auc_score 0.75, brier_score_loss 0.0375, log_loss
   * 0.21616.
   */
  @Test
  void publishedExamples() {
    List<Forecast> ranks =
        List.of(said(0, .1, false), said(1, .4, false), said(2, .35, true), said(3, .8, true));
    assertEquals(0.75, Scores.auc(ranks), 1e-12);
    List<Forecast> squares =
        List.of(said(0, .1, false), said(1, .9, true), said(2, .8, true), said(3, .3, false));
    assertEquals(0.0375, Scores.of(squares, 1).brier(), 1e-12);
    List<Forecast> logs =
        List.of(said(0, .9, true), said(1, .1, false), said(2, .2, false), said(3, .65, true));
    assertEquals(0.21616, Scores.of(logs, 1).logLoss(), 1e-5);
    assertEquals(0, Scores.of(logs, 1).evidence(), "four times prove nothing");
  }

  /** Normal quantiles: 1.6449 at 5 %, 1.9600 at 2.5 %. */
  @Test
  void evidenceBeginsWhereLuckEnds() {
    assertEquals(0, Scores.evidence(1.644, 1));
    assertEquals(0, Scores.evidence(1.959, 2), "the better of two must show more");
    assertEquals(0.5, Scores.evidence(1.6449 * Math.sqrt(2), 1), 1e-4);
    assertEquals(0.75, Scores.evidence(2 * 1.95996, 2), 1e-4);
  }

  /** Copies of one symbol are not more evidence than the symbol. */
  @Test
  void evidenceCountsTimesNotSymbols() {
    List<Forecast> one = new ArrayList<>();
    List<Forecast> tenfold = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      Forecast f = said(i, .7, random.nextDouble() < .7);
      one.add(f);
      for (int copy = 0; copy < 10; copy++) {
        tenfold.add(f);
      }
    }
    assertTrue(Scores.of(one, 1).evidence() > 0);
    assertEquals(Scores.of(one, 1).evidence(), Scores.of(tenfold, 1).evidence(), 1e-9);
    assertNotEquals(Scores.of(one, 1).samples(), Scores.of(tenfold, 1).samples());
  }

  private static List<Forecast> drawn(double slope, double intercept, int n, long seed) {
    RandomGenerator random = new Random(seed);
    List<Forecast> forecasts = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double said = Calibration.sigmoid(1.5 * random.nextGaussian());
      double truth = new Calibration(slope, intercept).apply(said);
      forecasts.add(said(i, said, random.nextDouble() < truth));
    }
    return forecasts;
  }

  /** Forecasts twice too sure: the curve that made the truth is found again. */
  @Test
  void plattScalingFindsTheCurve() {
    Calibration found = Calibration.fit(drawn(0.5, 0.3, 20_000, 11));
    assertEquals(0.5, found.slope(), 0.03);
    assertEquals(0.3, found.intercept(), 0.04);
    List<Forecast> fresh = drawn(0.5, 0.3, 5_000, 12);
    Scores raw = Scores.of(fresh, 1);
    Scores calibrated = Scores.of(fresh.stream().map(f -> f.calibrated(found)).toList(), 1);
    assertTrue(raw.calibrationError() > 0.08, "seed 12: " + raw);
    assertTrue(calibrated.calibrationError() < 0.03, "seed 12: " + calibrated);
    assertTrue(calibrated.logLoss() < raw.logLoss());
    assertEquals(raw.auc(), calibrated.auc(), 1e-12, "the order is kept");
  }

  @Test
  void forecastsThatAreTheWrongWayRoundAreNotBelieved() {
    Calibration found = Calibration.fit(drawn(-1, 0, 2_000, 13));
    assertEquals(0, found.slope());
    assertEquals(0.5, found.apply(0.99), 0.05);
    assertEquals(0.5, Calibration.NONE.apply(Double.NaN));
  }

  /** The first step calibrates; each later one is judged by curves from before it. */
  @Test
  void calibrationLooksBackOnly() {
    List<Forecast> first = drawn(0.5, 0.3, 500, 14);
    List<Forecast> second = drawn(0.5, 0.3, 500, 15);
    List<Forecast> otherLast = drawn(3, 1, 500, 16);
    List<Forecast> a = Training.calibratedByEarlier(List.of(first, second, first));
    List<Forecast> b = Training.calibratedByEarlier(List.of(first, second, otherLast));
    assertEquals(1_000, a.size());
    assertEquals(a.subList(0, 500), b.subList(0, 500));
  }
}
