package io.orchestrator.analysis.information.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.information.network.InferenceSettings.FalseDiscoverySettings;
import io.orchestrator.analysis.information.network.InferenceSettings.FalseDiscoverySettings.By;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Independent noise has no network. 200 data sets at 5 %: 10 are expected, more than 16 have a
 * chance of 2 % under a binomial law.
 */
class FalsePositivesTest {
  private static final int MOST = 16;

  private static int found(InferenceSettings settings, List<Integer> targets) {
    Random random = new Random(20_261);
    int found = 0;
    for (int trial = 0; trial < 200; trial++) {
      double[][] noise = new double[4][300];
      for (double[] series : noise) {
        for (int t = 0; t < series.length; t++) {
          series[t] = random.nextGaussian();
        }
      }
      NetworkResult result =
          new NetworkInference(
                  Inference.MULTIVARIATE_TE, new GaussianConditional(), settings, Run.alone())
              .analyse(SeriesSet.of(noise), targets, List.of(), target -> {});
      found += result.edges().isEmpty() ? 0 : 1;
    }
    return found;
  }

  private static InferenceSettings corrected(By by) {
    InferenceSettings s = InferenceSettings.of(1, 3);
    return new InferenceSettings(
        s.maxLagSources(),
        s.minLagSources(),
        s.maxLagTarget(),
        s.tauSources(),
        s.tauTarget(),
        s.maxStatistic(),
        s.minStatistic(),
        s.omnibus(),
        s.sequential(),
        s.storage(),
        s.permutations(),
        s.conditions(),
        s.localValues(),
        new FalseDiscoverySettings(by, 0.05, true),
        s.seed());
  }

  /** Nine candidates of three sources, and the target's own past. */
  @Test
  void oneTargetPerDataSet() {
    int wrong = found(corrected(By.NOTHING), List.of(0));
    assertTrue(wrong <= MOST, () -> wrong + " of 200 data sets gave a link");
    assertTrue(wrong > 0, "a test that never errs finds nothing either");
  }

  /** The default: four targets, each with the chance of its whole search. */
  @Test
  void wholeNetworkByDefault() {
    assertEquals(By.TARGET, InferenceSettings.of(1, 3).falseDiscovery().by());
    int wrong = found(InferenceSettings.of(1, 3), List.of(0, 1, 2, 3));
    assertTrue(wrong <= MOST, () -> wrong + " of 200 networks have a link");
  }

  /** Why the joint test alone, which IDTxl corrects, is not the default. */
  @Test
  void theJointTestAloneForgetsTheSearch() {
    int wrong = found(corrected(By.TARGET_JOINT), List.of(0, 1, 2, 3));
    assertTrue(wrong > MOST, () -> wrong + " of 200 networks have a link");
  }

  /** Corrected by link, a whole network of four series errs no more often. */
  @Test
  void wholeNetworkCorrectedByLink() {
    int wrong = found(corrected(By.LINK), List.of(0, 1, 2, 3));
    assertTrue(wrong <= MOST, () -> wrong + " of 200 networks have a link");
  }
}
