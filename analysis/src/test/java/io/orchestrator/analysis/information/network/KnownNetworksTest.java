package io.orchestrator.analysis.information.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.TestData;
import io.orchestrator.analysis.information.discrete.Binning;
import io.orchestrator.analysis.information.discrete.DiscreteInformation;
import io.orchestrator.analysis.information.gaussian.GaussianInformation;
import io.orchestrator.analysis.information.nearest.KraskovEstimator;
import io.orchestrator.analysis.information.nearest.KraskovSettings;
import io.orchestrator.analysis.information.network.TargetResult.Selected;
import io.orchestrator.analysis.series.Embedding;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Five-node networks with known links, and what IDTxl 1.6 found in the same files with the same
 * settings (lags 1 to 5, 200/200/500/500 permutations in time).
 */
class KnownNetworksTest {
  private static final InferenceSettings SETTINGS = InferenceSettings.of(1, 5);
  private static final ConditionalInformation GAUSSIAN = new GaussianConditional();

  private static NetworkResult network(
      Inference kind, ConditionalInformation estimator, String file, Integer... targets) {
    return network(kind, estimator, SETTINGS, file, targets);
  }

  private static NetworkResult network(
      Inference kind,
      ConditionalInformation estimator,
      InferenceSettings settings,
      String file,
      Integer... targets) {
    SeriesSet series = SeriesSet.of(TestData.columns("information/" + file));
    List<Integer> all = IntStream.range(0, series.processes()).boxed().toList();
    return new NetworkInference(kind, estimator, settings, Run.alone())
        .analyse(series, targets.length == 0 ? all : List.of(targets), List.of(), target -> {});
  }

  private static TargetResult target(NetworkResult result, int target) {
    return result.targets().stream().filter(t -> t.target() == target).findFirst().orElseThrow();
  }

  private static Set<Integer> pastLags(TargetResult target) {
    return target.selectedPast().stream()
        .map(Variable::lag)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Variable> sources(TargetResult target) {
    return target.selectedSources().stream().map(Selected::variable).toList();
  }

  private static double link(TargetResult target, int source) {
    return target.links().stream()
        .filter(l -> l.source() == source)
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void linearNetworkByTheLinearEstimator() {
    NetworkResult result = network(Inference.MULTIVARIATE_TE, GAUSSIAN, "lin5.csv");
    TargetResult zero = target(result, 0);
    assertEquals(List.of(4, 1, 2), zero.selectedPast().stream().map(Variable::lag).toList());
    assertEquals(List.of(), sources(zero));
    TargetResult one = target(result, 1);
    assertEquals(Set.of(1, 3, 4, 5), pastLags(one));
    assertEquals(List.of(new Variable(0, 2)), sources(one));
    assertEquals(0.3102468358522891, link(one, 0), 1e-9);
    TargetResult two = target(result, 2);
    assertEquals(Set.of(1, 3, 4, 5), pastLags(two));
    assertEquals(List.of(new Variable(0, 3)), sources(two));
    assertEquals(0.23508291826342256, link(two, 0), 1e-9);
    TargetResult three = target(result, 3);
    assertEquals(Set.of(1, 2, 3, 4), pastLags(three));
    assertEquals(List.of(new Variable(0, 2), new Variable(4, 1)), sources(three));
    assertEquals(0.2949933098915813, link(three, 0), 1e-9);
    assertEquals(0.06378116949692063, link(three, 4), 1e-9);
    assertEquals(0.3176137525796527, three.joint().value(), 1e-9);
    TargetResult four = target(result, 4);
    assertEquals(Set.of(1, 2, 3, 4, 5), pastLags(four));
    assertEquals(List.of(new Variable(3, 1)), sources(four));
    assertEquals(0.17249977562219393, link(four, 3), 1e-9);
    assertEquals(5, result.edges().size());
    assertEquals(2, result.adjacency(NetworkResult.Weight.MAX_TE_LAG)[0][1]);
    assertEquals(5, sum(result.adjacency(NetworkResult.Weight.BINARY)));
    assertEquals(5, sum(result.adjacency(NetworkResult.Weight.VARIABLES_COUNT)));
  }

  private static double sum(double[][] matrix) {
    double sum = 0;
    for (double[] row : matrix) {
      for (double value : row) {
        sum += value;
      }
    }
    return sum;
  }

  @Test
  void informationStorage() {
    NetworkResult result = network(Inference.INFORMATION_STORAGE, GAUSSIAN, "lin5.csv");
    double[] expected = {
      1.1917354180161304,
      0.35680169716624766,
      0.2694323468917884,
      0.607522725438593,
      0.27747887896721907
    };
    List<Set<Integer>> lags =
        List.of(
            Set.of(1, 2, 4),
            Set.of(1, 3, 4, 5),
            Set.of(1, 3, 4, 5),
            Set.of(1, 2, 3, 4),
            Set.of(1, 2, 3, 4, 5));
    for (int t = 0; t < 5; t++) {
      assertEquals(lags.get(t), pastLags(target(result, t)));
      assertEquals(expected[t], target(result, t).joint().value(), 1e-9);
      assertTrue(target(result, t).joint().significant());
    }
  }

  @Test
  void mutualInformationWithoutThePast() {
    NetworkResult result = network(Inference.MULTIVARIATE_MI, GAUSSIAN, "lin5.csv");
    assertEquals(0.6659024324920837, link(target(result, 1), 0), 1e-9);
    assertEquals(0.5021194729534387, link(target(result, 2), 0), 1e-9);
    TargetResult four = target(result, 4);
    assertEquals(List.of(new Variable(3, 1), new Variable(3, 2)), sources(four));
    assertEquals(0.12693314148234092, four.selectedSources().get(0).tested().value(), 1e-9);
    assertEquals(0.06338148881548632, four.selectedSources().get(1).tested().value(), 1e-9);
    assertEquals(0.37884335241621436, link(four, 3), 1e-9);
  }

  /** One by one, indirect links count too: every ordered pair that does not end in 0. */
  @Test
  void bivariateFindsIndirectLinks() {
    NetworkResult result = network(Inference.BIVARIATE_TE, GAUSSIAN, "lin5.csv");
    assertEquals(16, result.edges().size());
    assertTrue(result.edges().stream().noneMatch(edge -> edge.target() == 0));
    assertEquals(0.10987259157192227, link(target(result, 4), 0), 1e-9);
  }

  /** The five links, and the one of chance that IDTxl found too. */
  @Test
  void tenTimesAsManyRows() {
    NetworkResult result = network(Inference.MULTIVARIATE_TE, GAUSSIAN, "lin5_10k.csv");
    assertEquals(List.of(), sources(target(result, 0)));
    assertEquals(List.of(new Variable(0, 2)), sources(target(result, 1)));
    assertEquals(0.2983801524, link(target(result, 1), 0), 1e-9);
    TargetResult two = target(result, 2);
    assertEquals(List.of(new Variable(0, 3), new Variable(4, 1)), sources(two));
    assertEquals(0.2465173316, link(two, 0), 1e-9);
    assertEquals(0.0005138797, link(two, 4), 1e-9);
    TargetResult three = target(result, 3);
    assertEquals(List.of(new Variable(0, 2), new Variable(4, 1)), sources(three));
    assertEquals(0.3123130337, link(three, 0), 1e-9);
    assertEquals(0.0669209735, link(three, 4), 1e-9);
    assertEquals(0.3395958276, three.joint().value(), 1e-9);
    assertEquals(List.of(new Variable(3, 1)), sources(target(result, 4)));
    assertEquals(0.1834608264, link(target(result, 4), 3), 1e-9);
  }

  /** The same quadratic network by the linear estimator: what it can see, and no 0 to 1 and 3. */
  @Test
  void quadraticNetworkByTheLinearEstimator() {
    NetworkResult result = network(Inference.MULTIVARIATE_TE, GAUSSIAN, "mute.csv");
    assertEquals(List.of(new Variable(0, 3)), sources(target(result, 2)));
    assertEquals(.2253715479, link(target(result, 2), 0), 1e-9);
    assertEquals(List.of(new Variable(3, 1)), sources(target(result, 4)));
    assertEquals(.8121957817, link(target(result, 4), 3), 1e-9);
    for (int target : new int[] {1, 3}) {
      assertTrue(sources(target(result, target)).stream().noneMatch(v -> v.process() == 0));
    }
    TargetResult three = target(result, 3);
    assertEquals(.0052170895, link(three, 4), 1e-9);
    assertTrue(sources(three).contains(new Variable(4, 1)));
    assertTrue(sources(three).stream().anyMatch(v -> v.process() == 1), "indirect left-overs");
  }

  /**
   * All five links at their lags, of which 0 to 1 and 0 to 3 are purely quadratic: only the nearest
   * neighbours see them. What drives 3 besides is left open: 1 is an echo of 0.
   */
  @Test
  void quadraticNetworkByNearestNeighbours() {
    NetworkResult result =
        network(Inference.MULTIVARIATE_TE, KraskovInformation.DEFAULT, "mute.csv");
    assertEquals(List.of(), sources(target(result, 0)));
    TargetResult one = target(result, 1);
    assertEquals(Set.of(1, 2, 3, 4), pastLags(one));
    assertEquals(List.of(new Variable(0, 2), new Variable(0, 1)), sources(one));
    assertEquals(0.21901123225115637, one.selectedSources().get(0).tested().value(), 1e-6);
    assertEquals(0.03600064694172311, one.selectedSources().get(1).tested().value(), 1e-6);
    assertEquals(0.35664093790924023, one.joint().value(), 1e-6);
    assertEquals(0.35664093790924023, link(one, 0), 1e-6);
    assertEquals(0.002, one.joint().chance(), 1e-12);
    assertEquals(List.of(new Variable(0, 3)), sources(target(result, 2)));
    TargetResult three = target(result, 3);
    assertEquals(new Variable(0, 2), sources(three).getFirst());
    assertTrue(sources(three).contains(new Variable(4, 1)));
    assertTrue(three.joint().significant());
    assertEquals(List.of(new Variable(3, 1)), sources(target(result, 4)));
  }

  /** The network's link is the estimator's value, and near the truth (IDTxl: 0.005 and 0.1). */
  @Test
  void theValueOfALinkIsThatOfTheEstimator() {
    double[][] data = TestData.coupledAr1(0, 0, 2.0 / 3, 1_000, 12);
    Embedding past = Embedding.of(data[0], data[1], 1, 1, 1);
    TargetResult linear =
        target(
            new NetworkInference(
                    Inference.MULTIVARIATE_TE, GAUSSIAN, InferenceSettings.of(1, 1), Run.alone())
                .analyse(SeriesSet.of(data)),
            1);
    double expected =
        GaussianInformation.conditional(past.sourcePast(), past.next(), past.targetPast()).nats();
    assertEquals(expected, link(linear, 0), 0.005);
    assertEquals(0.1838623901, link(linear, 0), 0.1);
    Measurement nearest =
        Measurement.of(
            KraskovInformation.DEFAULT,
            SeriesSet.of(data),
            List.of(new Variable(0, 1)),
            new Variable(1, 0),
            List.of(new Variable(1, 1)),
            new InferenceSettings.Test(21, 0.05),
            PermutationSettings.RANDOM_IN_TIME,
            1,
            Run.alone());
    assertTrue(nearest.tested().significant());
    assertEquals(
        new KraskovEstimator(KraskovSettings.DEFAULT.exact())
            .conditional(past.sourcePast(), past.next(), past.targetPast()),
        nearest.tested().value(),
        0.005);
    assertEquals(0.1838623901, nearest.tested().value(), 0.1);
  }

  /**
   * Three of four series hang together: by every estimator, and not once in orders of their own.
   */
  @Test
  void severalSeriesTogether() {
    double[] common = TestData.noise(400, 1, 1);
    double[][] series = new double[4][];
    for (int p = 0; p < 4; p++) {
      series[p] = TestData.noise(400, 1, 10 + p);
      for (int t = 0; p < 3 && t < 400; t++) {
        series[p][t] += common[t];
      }
    }
    for (ConditionalInformation estimator :
        List.of(GAUSSIAN, KraskovInformation.DEFAULT, new DiscreteInformation(Binning.equal(3)))) {
      Measurement found = together(estimator, series, List.of(0, 1, 2));
      assertTrue(found.tested().significant(), estimator.name());
      assertEquals(
          found.tested().value(),
          together(estimator, series, List.of(2, 0, 1)).tested().value(),
          1e-9);
      assertTrue(found.tested().value() > 3 * Math.abs(found.tested().surrogates().mean()));
    }
    // −½ ln det of the correlations: 2 each with itself, 1 with each other.
    assertEquals(
        -0.5 * Math.log(4 / 8.0),
        together(GAUSSIAN, series, List.of(0, 1, 2)).tested().value(),
        0.06);
    assertThrows(IllegalArgumentException.class, () -> together(GAUSSIAN, series, List.of(1, 1)));
  }

  private static Measurement together(
      ConditionalInformation estimator, double[][] series, List<Integer> processes) {
    return MultiMeasurement.of(
        estimator,
        SeriesSet.of(series),
        processes,
        new InferenceSettings.Test(40, 0.05),
        PermutationSettings.RANDOM_IN_TIME,
        3,
        Run.alone());
  }

  /** What is scaled to nothing or to infinity by its unit is the same network. */
  @Test
  void unitsDoNotMatter() {
    double[][] series = TestData.columns("information/lin5.csv");
    double[] units = {1e-200, 1e200, 1, 1e-3, 1e150};
    double[][] other = new double[5][];
    for (int p = 0; p < 5; p++) {
      other[p] = TestData.scaled(series[p], units[p]);
    }
    NetworkInference inference =
        new NetworkInference(Inference.MULTIVARIATE_TE, GAUSSIAN, SETTINGS, Run.alone());
    assertEquals(
        inference.analyse(SeriesSet.of(series)).edges().stream().map(e -> e.variables()).toList(),
        inference.analyse(SeriesSet.of(other)).edges().stream().map(e -> e.variables()).toList());
  }
}
