package io.orchestrator.analysis.information.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.analysis.TestData;
import io.orchestrator.analysis.information.network.NetworkComparison.Difference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A coupling that is stronger in one set of data is told from one that is the same in both. */
class NetworkComparisonTest {
  private static final ConditionalInformation GAUSSIAN = new GaussianConditional();
  private static final InferenceSettings INFERENCE = InferenceSettings.of(1, 2);

  private static NetworkComparison comparison(ConditionalInformation estimator, int permutations) {
    return new NetworkComparison(
        estimator,
        new NetworkComparison.Settings(
            INFERENCE, new InferenceSettings.Test(permutations, 0.05), 1),
        Run.alone());
  }

  private static SeriesSet coupled(double c, long seed) {
    return SeriesSet.of(TestData.coupledAr1(.5, .5, c, 600, seed));
  }

  private static NetworkResult network(SeriesSet data) {
    return new NetworkInference(Inference.MULTIVARIATE_TE, GAUSSIAN, INFERENCE, Run.alone())
        .analyse(data);
  }

  private static List<Difference> within(ConditionalInformation estimator, double a, double b) {
    SeriesSet first = coupled(a, 1);
    SeriesSet second = coupled(b, 2);
    return comparison(estimator, 200).within(network(first), network(second), first, second);
  }

  @Test
  void strongerInTheFirst() {
    for (ConditionalInformation estimator : List.of(GAUSSIAN, KraskovInformation.DEFAULT)) {
      Difference link = within(estimator, .6, .1).getFirst();
      assertEquals(0, link.source());
      assertEquals(1, link.target());
      assertTrue(link.significant() && link.firstIsStronger(), link.toString());
      assertEquals(link.first() - link.second(), link.absolute(), 1e-15);
      assertEquals(1 / 200.0, link.chance(), "no surrogate is so far away");
    }
    // The other way round: the same difference, the other sign.
    Difference turned = within(GAUSSIAN, .1, .6).getFirst();
    assertTrue(turned.significant() && !turned.firstIsStronger());
  }

  @Test
  void equalCouplingsDoNotDiffer() {
    // Ten pairs of data sets; with surrogates of no coupling at all the test is no exact one.
    int found = 0;
    for (long seed = 10; seed < 20; seed++) {
      SeriesSet first = coupled(0, seed);
      SeriesSet second = coupled(0, seed + 100);
      NetworkResult linked = network(coupled(.5, seed));
      for (Difference link : comparison(GAUSSIAN, 200).within(linked, linked, first, second)) {
        found += link.significant() ? 1 : 0;
      }
    }
    assertTrue(found <= 3, found + " of 10 links that are in neither data set differ");
  }

  @Test
  void groupsOfDataSets() {
    List<SeriesSet> strong = new ArrayList<>();
    List<SeriesSet> weak = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      strong.add(coupled(.5, 30 + i));
      weak.add(coupled(.3, 50 + i));
    }
    List<NetworkResult> networks = List.of(network(strong.get(0)), network(weak.get(0)));
    Difference link = comparison(GAUSSIAN, 500).between(networks, strong, weak).getFirst();
    assertTrue(link.significant() && link.firstIsStronger(), link.toString());
    List<SeriesSet> mixedA =
        List.of(strong.get(0), weak.get(0), strong.get(1), weak.get(1), strong.get(2), weak.get(2));
    List<SeriesSet> mixedB =
        List.of(strong.get(3), weak.get(3), strong.get(4), weak.get(4), strong.get(5), weak.get(5));
    assertFalse(
        comparison(GAUSSIAN, 500).between(networks, mixedA, mixedB).getFirst().significant());
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    SeriesSet two = coupled(.5, 1);
    NetworkResult network = network(two);
    IllegalArgumentException few =
        assertThrows(
            IllegalArgumentException.class,
            () -> comparison(GAUSSIAN, 500).between(List.of(network), List.of(two), List.of(two)));
    assertTrue(few.getMessage().contains("2 groupings, fewer than 500"), few.getMessage());
    SeriesSet three = SeriesSet.of(new double[][] {new double[60], new double[60], new double[60]});
    assertThrows(
        IllegalArgumentException.class,
        () -> comparison(GAUSSIAN, 200).within(network, network, two, three));
    NetworkResult otherLags =
        new NetworkInference(
                Inference.MULTIVARIATE_TE, GAUSSIAN, InferenceSettings.of(1, 3), Run.alone())
            .analyse(two);
    assertThrows(
        IllegalArgumentException.class,
        () -> comparison(GAUSSIAN, 200).within(network, otherLags, two, two));
  }
}
