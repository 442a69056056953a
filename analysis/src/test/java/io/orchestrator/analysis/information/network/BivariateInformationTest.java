package io.orchestrator.analysis.information.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.TestData;
import io.orchestrator.analysis.information.network.InferenceSettings.FalseDiscoverySettings;
import io.orchestrator.analysis.information.network.InferenceSettings.FalseDiscoverySettings.By;
import io.orchestrator.analysis.information.network.NetworkResult.Edge;
import io.orchestrator.analysis.information.network.PermutationSettings.Type;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.stat.correlation.PearsonsCorrelation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mutual information of pairs with a lag: a link that was planted, and noise. */
class BivariateInformationTest {
  private static final int LAG = 2;
  private static final ConditionalInformation GAUSSIAN = new GaussianConditional();

  /** The second follows the first two steps later; the third and fourth are nobody's. */
  private static double[][] planted(int length, double strength) {
    double[][] series = new double[4][];
    for (int p = 0; p < series.length; p++) {
      series[p] = TestData.noise(length, 1, 40 + p);
    }
    for (int t = LAG; t < length; t++) {
      series[1][t] += strength * series[0][t - LAG];
    }
    return series;
  }

  private static NetworkResult found(SeriesSet series, InferenceSettings settings) {
    return new NetworkInference(Inference.BIVARIATE_MI, GAUSSIAN, settings, Run.alone())
        .analyse(series);
  }

  /** Corrected among all variables: by target a second source of it is found as often as alpha. */
  @Test
  void aPlantedLinkIsFoundAloneWithItsLagAndItsInformation() {
    double[][] series = planted(600, 0.8);
    NetworkResult result = found(SeriesSet.of(series), corrected(By.LINK, true, 500));
    assertEquals(1, result.edges().size(), () -> "" + result.edges());
    Edge edge = result.edges().getFirst();
    assertEquals(List.of(new Variable(0, LAG)), edge.variables());
    assertEquals(1, edge.target());
    double r =
        new PearsonsCorrelation()
            .correlation(
                Arrays.copyOfRange(series[0], 3 - LAG, 600 - LAG),
                Arrays.copyOfRange(series[1], 3, 600));
    assertEquals(-0.5 * Math.log(1 - r * r), edge.value(), 0.002);
  }

  @Test
  void noiseHasNoLink() {
    for (int seed = 0; seed < 20; seed++) {
      double[][] noise = new double[4][];
      for (int p = 0; p < noise.length; p++) {
        noise[p] = TestData.noise(300, 1, 1_000 + 10L * seed + p);
      }
      assertEquals(List.of(), found(SeriesSet.of(noise), InferenceSettings.of(1, 3)).edges());
    }
  }

  /** In each trial a part of the data; rows do not reach from one trial into the next. */
  @Test
  void replicationsAreOneSampleWithoutABridge() {
    double[][] series = planted(600, 0.8);
    double[][][] trials = new double[4][6][];
    for (int p = 0; p < 4; p++) {
      for (int r = 0; r < 6; r++) {
        trials[p][r] = Arrays.copyOfRange(series[p], 100 * r, 100 * (r + 1));
      }
    }
    NetworkResult result = found(SeriesSet.ofTrials(trials), corrected(By.LINK, true, 500));
    assertEquals(6 * (100 - 3), result.rows());
    assertEquals(
        List.of(new Variable(0, LAG)),
        result.edges().stream().flatMap(e -> e.variables().stream()).toList());
  }

  /** Surrogates of every kind destroy a link and leave noise what it is. */
  @ParameterizedTest
  @EnumSource(Type.class)
  void everyKindOfSurrogateTellsALinkFromNoise(Type type) {
    var surrogates = new PermutationSettings(true, type, 60, 5, 20);
    double[][] series = planted(200, 1);
    assertTrue(measured(series, new Variable(0, LAG), surrogates).tested().significant());
    assertFalse(measured(series, new Variable(2, LAG), surrogates).tested().significant());
  }

  /** The same by orders of trials, of which there are enough. */
  @Test
  void trialsThatChangePlacesTellALinkFromNoise() {
    double[][] series = planted(480, 1);
    double[][][] trials = new double[4][12][];
    for (int p = 0; p < 4; p++) {
      for (int r = 0; r < 12; r++) {
        trials[p][r] = Arrays.copyOfRange(series[p], 40 * r, 40 * (r + 1));
      }
    }
    var whole = new PermutationSettings(false, Type.RANDOM, 1, 1, 2);
    SeriesSet set = SeriesSet.ofTrials(trials);
    assertTrue(measured(set, new Variable(0, LAG), whole).tested().significant());
    assertFalse(measured(set, new Variable(2, LAG), whole).tested().significant());
  }

  private static Measurement measured(
      double[][] series, Variable source, PermutationSettings surrogates) {
    return measured(SeriesSet.of(series), source, surrogates);
  }

  private static Measurement measured(
      SeriesSet series, Variable source, PermutationSettings surrogates) {
    return Measurement.of(
        KraskovInformation.DEFAULT,
        series,
        List.of(source),
        new Variable(1, 0),
        List.of(),
        new InferenceSettings.Test(100, 0.05),
        surrogates,
        1,
        Run.alone());
  }

  /**
   * The strictest rank of a correction among m tests asks for a chance below alpha / (m · sum of
   * 1/i), and n surrogates give none below 1/n: so many are drawn, whatever was asked for.
   */
  @Test
  void permutationsAreAsManyAsTheCorrectionNeeds() {
    SeriesSet series = SeriesSet.of(planted(100, 1));
    double harmonic = Math.log(4) + 1;
    // Four targets, each the best of three sources by itself.
    assertEquals(
        (int) Math.ceil(4 * harmonic * 3 / 0.05) + 1,
        found(series, corrected(By.TARGET, true)).settings().omnibus().permutations());
    assertEquals(
        4 * 3 * 20 + 1,
        found(series, corrected(By.TARGET, false)).settings().omnibus().permutations());
    // 4 targets x 3 sources x 3 lags.
    InferenceSettings byLink = found(series, corrected(By.LINK, false)).settings();
    assertEquals(36 * 20 + 1, byLink.sequential().permutations());
    assertEquals(30, byLink.omnibus().permutations(), "its test is not corrected");
    InferenceSettings none = found(series, corrected(By.NOTHING, true)).settings();
    assertEquals(30, none.omnibus().permutations());
    assertEquals(30, none.sequential().permutations());
  }

  @Test
  void morePermutationsThanNeededStayAsMany() {
    SeriesSet series = SeriesSet.of(planted(100, 1));
    assertEquals(
        500, found(series, corrected(By.TARGET, false, 500)).settings().omnibus().permutations());
  }

  private static InferenceSettings corrected(By by, boolean anyDependence) {
    return corrected(by, anyDependence, 30);
  }

  private static InferenceSettings corrected(By by, boolean anyDependence, int permutations) {
    InferenceSettings s = InferenceSettings.of(1, 3);
    var test = new InferenceSettings.Test(permutations, 0.05);
    return new InferenceSettings(
        s.maxLagSources(),
        s.minLagSources(),
        s.maxLagTarget(),
        s.tauSources(),
        s.tauTarget(),
        test,
        test,
        test,
        test,
        test,
        s.permutations(),
        s.conditions(),
        s.localValues(),
        new FalseDiscoverySettings(by, 0.05, anyDependence),
        s.seed());
  }
}
